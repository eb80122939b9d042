import { connectEngine } from "@porthole/engine";
import { type AppDetails, type AppReport, findHome, statusAll, statusOne } from "@porthole/fleet";
import { openFleet } from "../context.ts";
import { duration, paint, say, sayJson, table } from "../output.ts";

const COLOURS = { ready: "green", starting: "yellow", unhealthy: "red", stopped: "dim" } as const;

/** Tells how all apps are. */
export async function runStatus(flags: { json?: boolean }): Promise<void> {
  const reports = await statusAll({ engine: await connectEngine(), home: findHome() });
  if (flags.json) {
    sayJson(reports);
    return;
  }
  if (reports.length === 0) {
    say("No app has run yet. See what there is:\n  porthole app list");
    return;
  }
  const rows = reports.map(report => [
    report.name,
    report.state,
    report.url ?? "-",
    age(report),
    report.data,
  ]);
  const [head = "", ...lines] = table(["NAME", "STATE", "URL", "SINCE", "DATA"], rows);
  say(head);
  for (const [index, line] of lines.entries()) {
    const state = reports[index]?.state ?? "stopped";
    say(line.replace(` ${state} `, ` ${paint(COLOURS[state], state)} `));
  }
}

/** Tells how one app is. */
export async function runStatusOne(name: string, flags: { json?: boolean }): Promise<void> {
  const app = await statusOne(await openFleet(), name);
  if (flags.json) {
    const { lan, user, password, reason, services } = app;
    sayJson({ ...appReport(app), lan, user, password, reason, services });
    return;
  }
  say(`${paint("bold", app.title)} (${app.name}): ${paint(COLOURS[app.state], app.state)}, ${age(app)}`);
  for (const [title, value] of facts(app)) {
    say(`  ${paint("dim", title.padEnd(9))} ${value}`);
  }
  if (app.services.length > 0) {
    say();
    const rows = app.services.map(s => [s.name, s.type, s.state, s.pid?.toString() ?? "-", s.reason ?? ""]);
    for (const line of table(["SERVICE", "TYPE", "STATE", "PID", ""], rows)) {
      say(line);
    }
  }
}

/** The part of an app's details that `up --json` and `status --json` promise. */
export function appReport(app: AppDetails): AppReport {
  const { name, state, url, httpsUrl, container, image, data, since } = app;
  return { name, state, url, httpsUrl, container, image, data, since };
}

function facts(app: AppDetails): [string, string][] {
  const all: [string, string | null][] = [
    ["why", app.reason],
    ["url", app.url],
    ["https", app.httpsUrl],
    ["network", app.lan ? "published beyond this machine" : "this machine only"],
    ["user", app.user],
    ["password", app.password],
    ["data", app.data],
    ["container", app.container],
    ["image", app.image],
  ];
  return all.filter((fact): fact is [string, string] => fact[1] !== null);
}

function age(report: AppReport): string {
  return report.since === null ? "-" : `for ${duration(Date.now() - Date.parse(report.since))}`;
}
