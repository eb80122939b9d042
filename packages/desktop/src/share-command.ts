/** `porthole-share`, inside the container: makes, lists and ends links over the server's socket. */
import { request } from "node:http";
import { join } from "node:path";
import { parseArgs } from "node:util";

const USAGE = `porthole-share create ROLE [--name NAME] [--lasts 2h|3d|4w] [--url https://desk.example]
porthole-share list
porthole-share revoke LINK
porthole-share people
porthole-share role PERSON ROLE
porthole-share put-out PERSON

ROLE is controller, collaborator, viewer, player2, player3 or player4.
`;
const HOUR = 3600_000;
const UNITS: Readonly<Record<string, number>> = { m: HOUR / 60, h: HOUR, d: 24 * HOUR, w: 168 * HOUR };

/** What was asked for makes no sense, or could not be done. */
class CommandError extends Error {
  readonly code: number;
  constructor(words: string, code = 1) {
    super(words);
    this.code = code;
  }
}

type Told = {
  id: string | number;
  name: string;
  role: string;
  ends?: string | null;
  people?: number;
  link?: string;
};

function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const socketPath = join(process.env.XDG_RUNTIME_DIR || "/run/desktop", "control.sock");
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path }, async response => {
      let text = "";
      for await (const chunk of response.setEncoding("utf8")) {
        text += chunk;
      }
      const answer = text === "" ? undefined : JSON.parse(text);
      if ((response.statusCode ?? 500) < 400) {
        resolve(answer);
      } else {
        reject(new CommandError(answer?.error ?? `the server answered ${response.statusCode}`));
      }
    });
    sent.on("error", (error: NodeJS.ErrnoException) =>
      reject(
        new CommandError(
          error.code === "EACCES"
            ? "Only root and the desktop's user can share the desktop."
            : `The desktop's server cannot be reached: ${error.message}. Look whether it runs: porthole-init status`,
        ),
      ),
    );
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function until(lasts: string): string {
  const [, count, unit = ""] = /^([1-9]\d{0,4})([mhdw])$/.exec(lasts) ?? [];
  if (count === undefined) {
    throw new CommandError(`--lasts is "${lasts}", which is no time such as 30m, 2h, 3d or 4w.`, 2);
  }
  return new Date(Date.now() + Number(count) * (UNITS[unit] ?? 0)).toISOString();
}

async function create(
  role: string,
  options: { name?: string; lasts?: string; url?: string },
): Promise<string> {
  const base = options.url === undefined ? undefined : URL.parse(options.url);
  if (base === null) {
    throw new CommandError(`--url is "${options.url}", which is no address such as https://desk.example.`, 2);
  }
  const ends = options.lasts === undefined ? null : until(options.lasts);
  const { path } = await ask<{ path: string }>("POST", "/links", { role, name: options.name ?? "", ends });
  return base ? new URL(path, base).href : path;
}

async function list(): Promise<string> {
  const { links } = await ask<{ links: Told[] }>("GET", "/links");
  const line = ({ id, role, name, ends, people }: Told) =>
    [id, role, ends ?? "no end", `${people} here`, name].join("\t");
  return links.map(line).join("\n") || "There are no links.";
}

async function listPeople(): Promise<string> {
  const { people } = await ask<{ people: Told[] }>("GET", "/people");
  const line = ({ id, role, name, link }: Told) => [id, role, link ?? "signed in", name].join("\t");
  return people.map(line).join("\n") || "Nobody is here.";
}

async function run(args: string[]): Promise<string> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      name: { type: "string" },
      lasts: { type: "string" },
      url: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  const [command, first, second, more] = positionals;
  const path = (kind: string) => `/${kind}/${encodeURIComponent(first ?? "")}`;
  if (values.help) {
    return USAGE.trimEnd();
  }
  if (command === "create" && first !== undefined && second === undefined) {
    return create(first, values);
  }
  if (command === "list" && first === undefined) {
    return list();
  }
  if (command === "people" && first === undefined) {
    return listPeople();
  }
  if (command === "revoke" && first !== undefined && second === undefined) {
    await ask("DELETE", path("links"));
    return "";
  }
  if (command === "role" && second !== undefined && more === undefined) {
    await ask("PATCH", path("people"), { role: second });
    return "";
  }
  if (command === "put-out" && first !== undefined && second === undefined) {
    await ask("DELETE", path("people"));
    return "";
  }
  throw new CommandError(USAGE.trimEnd(), 2);
}

try {
  const said = await run(process.argv.slice(2));
  process.stdout.write(said === "" ? "" : `${said}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  // What parseArgs throws is about the words of the line too.
  process.exitCode = error instanceof CommandError ? error.code : 2;
}
