import { PortholeError } from "@porthole/contract";
import { type AppDetails, type UpResult, up } from "@porthole/fleet";
import { BuildProgress } from "../build-progress.ts";
import { openFleet } from "../context.ts";
import { onInterrupt } from "../interrupt.ts";
import { paint, say, sayJson } from "../output.ts";
import { Progress } from "../progress.ts";
import { consentFrom, meet, requirements, thisMachine } from "../requirements/index.ts";
import { lanAddresses } from "./lan-addresses.ts";
import { appReport } from "./status.ts";

/** Options of `porthole up`. */
export type UpFlags = {
  data?: string;
  port?: string[];
  volume?: string[];
  env?: string[];
  lan?: boolean;
  forget?: boolean;
  rebuild?: boolean;
  ca?: string;
  mirror?: string;
  timeout: number;
  yes?: boolean;
  json?: boolean;
};

const ENGINE_MISSING = new Set(["engine-unreachable", "engine-no-permission"]);

/** Brings an app up and says where it is. */
export async function runUp(name: string, flags: UpFlags): Promise<void> {
  using interrupt = onInterrupt();
  const machine = thisMachine();
  const consent = consentFrom(flags.yes);
  const progress = new Progress();
  await using shown = new BuildProgress(progress, machine.home, name);
  try {
    const fleet = await openFleet().catch(async error => {
      // One list, one question: an engine that is not there has no images either, so a build is certain.
      if (!(error instanceof PortholeError) || !ENGINE_MISSING.has(error.id)) {
        throw error;
      }
      await meet(machine, requirements(machine, ["engine", "mmdebstrap"]), consent, progress);
      return await openFleet(machine.engine);
    });
    const result = await up(fleet, name, {
      data: flags.data,
      ports: flags.port,
      volumes: flags.volume,
      env: flags.env,
      lan: flags.lan,
      forget: flags.forget,
      timeoutSeconds: flags.timeout,
      build: { rebuild: flags.rebuild, caFile: flags.ca, mirror: flags.mirror },
      signal: interrupt.signal,
      onEvent: event => shown.up(event),
      beforeBuild: async () => {
        await meet(machine, requirements(machine, ["mmdebstrap"]), consent, progress);
        await shown.openLog();
      },
    });
    await shown[Symbol.asyncDispose]();
    if (flags.json) {
      sayJson(appReport(result.app));
    } else {
      tell(result);
    }
  } catch (error) {
    throw shown.explain(error);
  }
}

function tell({ app, already, newPassword }: UpResult): void {
  say(`${paint("green", "✓")} ${app.title} is ${already ? "already up" : "ready"}.`);
  for (const [title, value] of facts(app)) {
    say(`  ${paint("dim", title.padEnd(9))} ${value}`);
  }
  if (newPassword && app.password !== null) {
    say(`\nThe password is shown this once; later: porthole status ${app.name}`);
    say(`  ${paint("dim", "user".padEnd(9))} ${app.user}`);
    say(`  ${paint("dim", "password".padEnd(9))} ${app.password}`);
  }
}

function facts(app: AppDetails): [string, string][] {
  const urls = [app.url, app.httpsUrl === app.url ? null : app.httpsUrl].filter(url => url !== null);
  const rest: [string, string][] = urls.map((url, i) => [i === 0 ? "open" : "", url]);
  if (app.lan) {
    const elsewhere = lanAddresses().map(address =>
      urls.map(url => url.replace("localhost", address)).join("  "),
    );
    rest.push(...elsewhere.map((line, i): [string, string] => [i === 0 ? "network" : "", line]));
  }
  rest.push(["data", app.data], ["stop", `porthole down ${app.name}`]);
  return rest;
}
