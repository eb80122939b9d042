import { accessVariables } from "./access.ts";
import { cameraVariables } from "./camera.ts";
import { clipboardVariables } from "./clipboard.ts";
import { fileVariables } from "./files.ts";
import { inputVariables } from "./input.ts";
import { partVariables } from "./parts.ts";
import { pictureVariables, streamVariables } from "./picture.ts";
import { sessionVariables } from "./session.ts";
import { sharingVariables } from "./sharing.ts";
import { soundVariables } from "./sound.ts";
import {
  type Environment,
  isUsed,
  readVariable,
  type UsedVariable,
  type ValueOf,
  type Variable,
  type Variables,
} from "./variable.ts";

/**
 * Every environment variable of the desktop, and every one of LinuxServer.io's desktop and of Selkies that means nothing
 * here, by area: a new one is an entry in its area's file, and `read("NAME")` in settings.ts.
 */
export const SECTIONS = [
  { title: "Access", variables: accessVariables },
  { title: "Stream", variables: streamVariables },
  { title: "Picture", variables: pictureVariables },
  { title: "Sound", variables: soundVariables },
  { title: "Camera", variables: cameraVariables },
  { title: "Input", variables: inputVariables },
  { title: "Clipboard", variables: clipboardVariables },
  { title: "Files", variables: fileVariables },
  { title: "Sharing", variables: sharingVariables },
  { title: "Page", variables: partVariables },
  { title: "Session", variables: sessionVariables },
] as const satisfies readonly { title: string; variables: Variables }[];

const NAMED = {
  ...accessVariables,
  ...pictureVariables,
  ...soundVariables,
  ...cameraVariables,
  ...inputVariables,
  ...clipboardVariables,
  ...fileVariables,
  ...sharingVariables,
  ...partVariables,
  ...sessionVariables,
};

/** Every variable by its name. */
export const VARIABLES: Variables = { ...NAMED, ...streamVariables };

type Named = typeof NAMED;
/** Name of a variable that counts. */
export type VariableName = {
  [Name in keyof Named]: Named[Name] extends UsedVariable ? Name : never;
}[keyof Named];

/** Gives the value of a variable by its name. @throws PortholeError `setting-invalid` */
export type ReadVariable = <Name extends VariableName>(name: Name) => ValueOf<Named[Name]>;

/** Reads variables of one environment. */
export function readerOf(env: Environment): ReadVariable {
  return name => readVariable(env, name, NAMED[name]);
}

/** The variables a person may set, as an image's manifest lists them. */
export function manifestVariables(): { name: string; default?: string; purpose: string; secret?: true }[] {
  return Object.entries(VARIABLES).flatMap(([name, variable]) =>
    isUsed(variable) && !variable.internal
      ? [
          {
            name,
            purpose: variable.purpose,
            ...(variable.initial === undefined ? {} : { default: variable.initial }),
            ...(variable.secret ? { secret: true as const } : {}),
          },
        ]
      : [],
  );
}

/** What a person should know of the variables that are set: those that mean nothing here, and those nobody reads as they are. */
export function warningsOf(env: Environment): string[] {
  const others = new Set(
    Object.values(VARIABLES).flatMap(entry => (isUsed(entry) ? (entry.also ?? []) : [])),
  );
  return Object.entries(env).flatMap(([name, given]) => {
    if (!given || others.has(name)) {
      return [];
    }
    const variable = VARIABLES[name] ?? patternOf(name);
    if (variable === undefined) {
      return name.startsWith("SELKIES_") ? [`${name} is set, and nothing here has that name.`] : [];
    }
    if (!isUsed(variable)) {
      return [`${name} is set, and means nothing here. ${variable.absent}`];
    }
    return variable.by === "session" && variable.kind.read(given, false) === undefined
      ? [`${name} is "${given}", which is not ${variable.kind.wanted}; it has no effect.`]
      : [];
  });
}

function patternOf(name: string): Variable | undefined {
  const found = Object.keys(VARIABLES).find(key => key.endsWith("*") && name.startsWith(key.slice(0, -1)));
  return found === undefined ? undefined : VARIABLES[found];
}
