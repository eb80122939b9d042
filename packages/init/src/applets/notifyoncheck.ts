import * as sys from "porthole-sys";
import { parseExecline } from "../execline/parse.ts";
import { runChild } from "../platform/child.ts";
import { execProgram } from "../platform/exec.ts";
import { fail } from "../platform/output.ts";
import { systemFiles } from "../platform/system-files.ts";
import { readOptions } from "./options.ts";

const USAGE =
  "usage: s6-notifyoncheck [-d] [-3 FD] [-s MS] [-T MS] [-t MS] [-w MS] [-n TRIES] [-c CHECK] PROGRAM...";
/** A check is repeated sooner than asked at first: many programs are ready in less than a second. */
const FIRST_PAUSE = 20;

/** How a readiness check is repeated; times in milliseconds, 0 for no limit. */
type Plan = { check: string[]; fd: number; sleep: number; pause: number; tries: number; limit: number };

/**
 * `s6-notifyoncheck`: runs a program, and beside it a check until that succeeds; then the service counts as ready.
 *
 * The tries asked for, times the pause, are the time in which it must succeed; `-n 0` is no limit. Defaults as in s6:
 * check `./data/check`, 7 tries, 1000 ms apart, after 10 ms, on the descriptor in `./notification-fd`.
 */
export function notifyOnCheck(args: string[], name: string): number {
  const options = readOptions(args, "d3:s:T:t:w:n:c:");
  if (!options || options.rest.length === 0) return fail(100, `${name}: ${USAGE}`);
  const number = (flag: string, otherwise: number) => Number(options.flags.get(flag) ?? otherwise);
  const fd = number("3", Number((systemFiles.read("notification-fd") ?? "").trim()));
  if (!(fd > 2)) return fail(100, `${name}: fatal: no notification-fd in this folder and no -3 FD`);
  const command = options.flags.get("c");
  const plan: Plan = {
    check: command === undefined ? ["./data/check"] : parseExecline(command),
    fd,
    sleep: number("s", 10),
    pause: number("w", 1000),
    tries: number("n", 7),
    limit: number("T", 0),
  };
  startChecker(plan);
  sys.close(fd);
  return execProgram(name, options.rest, sys.environ());
}

/** Always as a grandchild: the program must not find a child that it did not start. */
function startChecker(plan: Plan): void {
  const child = sys.fork();
  if (child > 0) sys.waitpid(child, 0);
  if (child !== 0) return;
  if (sys.fork() !== 0) sys.exit(0);
  sys.setcloexec(plan.fd, 1);
  if (repeatCheck(plan)) sys.write(plan.fd, "\n");
  sys.exit(0);
}

function repeatCheck(plan: Plan): boolean {
  const budget = plan.tries > 0 ? plan.sleep + plan.tries * plan.pause : Number.POSITIVE_INFINITY;
  const end = sys.clock() + Math.min(budget, plan.limit > 0 ? plan.limit : Number.POSITIVE_INFINITY);
  sys.poll([], [], plan.sleep);
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, plan.pause)) {
    const exit = runChild({ argv: plan.check });
    if (exit.code === 0 && exit.signal === 0) return true;
    if (sys.clock() >= end || isServiceGone(plan.fd)) return false;
    sys.poll([], [], pause);
  }
}

/** The supervisor closes its end when the service has died. */
function isServiceGone(fd: number): boolean {
  const POLLERR = 8;
  const [events = 0] = sys.poll([fd], [0], 0);
  return (events & POLLERR) !== 0;
}
