import { expect, test } from "vitest";
import { SystemError } from "../files/files.ts";
import type { Longrun } from "../graph/definition.ts";
import { LongrunProcess } from "./longrun.ts";
import { SIGNAL } from "./signals.ts";
import { VirtualHost } from "./virtual-host.ts";

function setUp(parts: Partial<Longrun> = {}) {
  const definition: Longrun = {
    type: "longrun",
    name: "x",
    folder: "/x",
    dependencies: [],
    essential: false,
    timeoutUp: undefined,
    timeoutDown: undefined,
    run: { kind: "command", argv: ["run"] },
    finish: undefined,
    notificationFd: undefined,
    lockFd: undefined,
    timeoutKill: undefined,
    timeoutFinish: 5000,
    maxDeathTally: 100,
    producerFor: undefined,
    consumerFor: [],
    pipelineName: undefined,
    downSignal: SIGNAL.TERM,
    ...parts,
  };
  const host = new VirtualHost();
  const seen: string[] = [];
  const kept: string[] = [];
  const service = new LongrunProcess(definition, { argv: ["run"] }, host, {
    onUp: () => seen.push("up"),
    onFailed: reason => seen.push(`failed: ${reason}`),
    onDown: reason => seen.push(reason === undefined ? "down" : `down: ${reason}`),
    onChange: () => {},
    onOverdue: reason => seen.push(`overdue: ${reason}`),
    onDeath: deaths => kept.push(deaths.map(death => death.code).join()),
  });
  return { host, seen, kept, service };
}

test("starts are at least a second apart, and a long run is followed at once by the next", () => {
  const { host, service } = setUp();
  service.start();
  host.find("run").end(1);
  host.advance(999);
  expect(host.started.length).toBe(1);
  host.advance(1);
  expect(host.started.length).toBe(2);
  host.advance(5000);
  host.find("run").end(1);
  host.advance(0);
  expect(host.started.length).toBe(3);
});

test("three quick deaths in a row are failing; a healthy run of ten seconds is forgiven", () => {
  const { host, service } = setUp();
  service.start();
  for (let death = 1; death <= 3; death++) {
    expect(service.failing).toBeUndefined();
    host.find("run").end(0, 11);
    host.advance(1000);
  }
  expect(service.failing).toBe("it was killed by signal 11, 3 times in a row");
  host.advance(9999);
  expect(service.failing).toBeDefined();
  host.advance(1);
  expect(service.failing).toBeUndefined();
  host.find("run").end(1);
  host.advance(1000);
  expect(service.failing).toBeUndefined();
});

test("finish is told the exit, and starts no second run beside it", () => {
  const { host, service } = setUp({ finish: ["finish"] });
  service.start();
  const pid = host.find("run").pid;
  host.find("run").end(0, 9);
  expect(host.find("finish").spawn.argv).toEqual(["finish", "256", "9", "x", `${pid}`]);
  host.advance(3000);
  expect(host.started.length).toBe(2);
  host.find("finish").end(0);
  host.advance(0);
  expect(host.find("run")).toBeDefined();
});

test("a finish script that takes too long is killed", () => {
  const { host, service } = setUp({ finish: ["finish"], timeoutFinish: 300 });
  service.start();
  host.find("run").end(1);
  host.advance(300);
  expect(host.find("finish").signals).toEqual([SIGNAL.KILL]);
});

test("exit 125 of finish is a rest after readiness, and a failure before", () => {
  const ready = setUp({ finish: ["finish"] });
  ready.service.start();
  ready.host.find("run").end(0);
  ready.host.find("finish").end(125);
  ready.host.advance(9000);
  expect(ready.seen).toEqual(["up", expect.stringMatching(/^down: .*125/)]);
  expect(ready.host.running.size).toBe(0);
  const early = setUp({ finish: ["finish"], notificationFd: 3 });
  early.service.start();
  early.host.find("run").end(0);
  early.host.find("finish").end(125);
  expect(early.seen).toEqual([expect.stringMatching(/^failed: .*125/)]);
});

test("up comes with the notification, again after a restart, and not from a dead run", () => {
  const { host, seen, service } = setUp({ notificationFd: 3 });
  service.start();
  expect(seen).toEqual([]);
  const first = host.find("run");
  first.end(1);
  first.spawn.notify?.onLine();
  expect(seen).toEqual([]);
  host.advance(1000);
  host.find("run").spawn.notify?.onLine();
  expect(seen).toEqual(["up"]);
});

test("timeout-up covers restarts, and takes the service down", () => {
  const { host, seen, service } = setUp({ notificationFd: 3, timeoutUp: 1500 });
  service.start();
  host.find("run").end(1);
  host.advance(1500);
  expect(seen).toEqual(["failed: it was not ready within 1500 ms (timeout-up)"]);
  expect(host.find("run").signals).toEqual([SIGNAL.TERM, SIGNAL.CONT]);
  host.find("run").end(0, 15);
  host.advance(5000);
  expect(host.running.size).toBe(0);
});

test("stop sends the down signal, then KILL after timeout-kill, and runs finish once", () => {
  const { host, seen, service } = setUp({ finish: ["finish"], timeoutKill: 200, downSignal: SIGNAL.INT });
  service.start();
  service.stop();
  const run = host.find("run");
  expect(run.signals).toEqual([SIGNAL.INT, SIGNAL.CONT]);
  host.advance(200);
  expect(run.signals.at(-1)).toBe(SIGNAL.KILL);
  run.end(0, 9);
  expect(seen).toEqual(["up"]);
  host.find("finish").end(0);
  expect(seen).toEqual(["up", "down"]);
  host.advance(5000);
  expect(host.started.length).toBe(2);
});

test("a start that finds no room is tried again; one that can never work is a failure", () => {
  const { host, seen, service } = setUp();
  host.refusal = new SystemError("exec", "run", 11);
  service.start();
  expect(service.failing).toContain("Resource temporarily unavailable");
  host.refusal = undefined;
  host.advance(1000);
  expect(seen).toEqual(["up"]);
  const missing = setUp();
  missing.host.refusal = new SystemError("exec", "run", 2);
  missing.service.start();
  expect(missing.seen).toEqual(["failed: it cannot be started: exec run: No such file or directory"]);
});

test("stop while it waits to be restarted is immediate", () => {
  const { host, seen, service } = setUp();
  service.start();
  host.find("run").end(1);
  service.stop();
  expect(seen).toEqual(["up", "down"]);
  host.advance(5000);
  expect(host.started.length).toBe(1);
});

test("a service that outlasts timeout-down is told of, and still counts when it ends", () => {
  const { host, seen, service } = setUp({ timeoutDown: 300 });
  service.start();
  service.stop();
  host.advance(299);
  expect(seen).toEqual(["up"]);
  host.advance(1);
  expect(seen).toEqual(["up", "overdue: it was not down within 300 ms (timeout-down)"]);
  host.find("run").end();
  expect(seen.at(-1)).toBe("down");
});

test("the last deaths are kept for finish, as many as max-death-tally says", () => {
  const { host, kept, service } = setUp({ finish: ["finish"], maxDeathTally: 2 });
  service.start();
  for (const code of [1, 2, 3]) {
    host.find("run").end(code);
    host.find("finish").end();
    host.advance(1000);
  }
  expect(kept).toEqual(["1", "1,2", "2,3"]);
});

test("a producer writes to the pipe that its consumer reads", () => {
  const producer = setUp({ name: "app", producerFor: "app-log" });
  producer.service.start();
  expect(producer.host.find("run").spawn).toMatchObject({ writesPipe: "app-log" });
  const consumer = setUp({ name: "app-log", consumerFor: ["app"] });
  consumer.service.start();
  expect(consumer.host.find("run").spawn).toMatchObject({ readsPipe: "app-log" });
});

test("a consumer is given the end of its input, and asked to end only when all of it is read", () => {
  const { host, seen, service } = setUp({ consumerFor: ["producer"] });
  service.start();
  host.pipes.set("x", 5000);
  service.stop(true);
  expect(host.endedPipes.has("x")).toBe(true);
  host.advance(1000);
  expect(host.find("run").signals).toEqual([]);
  host.pipes.set("x", 0);
  host.advance(300);
  expect(host.find("run").signals).toEqual([SIGNAL.TERM, SIGNAL.CONT]);
  host.find("run").end();
  expect(seen).toEqual(["up", "down"]);
  expect(host.endedPipes.size).toBe(0);
});

test("a consumer that does not read, or is stopped alone, does not hold up its stop", () => {
  const { host, service } = setUp({ consumerFor: ["producer"] });
  service.start();
  host.pipes.set("x", 5000);
  service.stop(true);
  host.advance(3000);
  expect(host.find("run").signals).toEqual([SIGNAL.TERM, SIGNAL.CONT]);
  const alone = setUp({ consumerFor: ["producer"] });
  alone.service.start();
  alone.service.stop();
  expect(alone.host.find("run").signals).toEqual([SIGNAL.TERM, SIGNAL.CONT]);
  expect(alone.host.endedPipes.size).toBe(0);
});

test("a run waits for the lock of the one before, and says so", () => {
  const { host, service } = setUp({ lockFd: 5 });
  service.start();
  expect(host.find("run").spawn.lock).toEqual({ fd: 5, file: "/run/porthole/locks/x" });
  host.find("run").end(1);
  host.refusal = new SystemError("lock", "/run/porthole/locks/x", 11);
  host.advance(1000);
  expect(service.failing).toContain("holds its lock (lock-fd)");
  host.refusal = undefined;
  host.advance(1000);
  expect(service.phase).toBe("running");
});
