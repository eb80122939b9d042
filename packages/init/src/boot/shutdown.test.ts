import { expect, test } from "vitest";
import { VirtualHost } from "../supervise/virtual-host.ts";
import { Shutdown, type ShutdownOptions } from "./shutdown.ts";

function setUp(parts: Partial<ShutdownOptions> = {}) {
  const host = new VirtualHost();
  const seen: string[] = [];
  const state = { children: false, commandDone: () => {}, servicesDone: () => {} };
  const shutdown = new Shutdown({
    host: Object.assign(host, {
      signal: (pid: number, signal: number) => seen.push(`kill ${pid} ${signal}`),
    }),
    stopCommand: done => {
      seen.push("command");
      state.commandDone = done;
    },
    stopServices: done => {
      seen.push("services");
      state.servicesDone = done;
    },
    stopServicesUnordered: () => seen.push("unordered"),
    hasChildren: () => state.children,
    onEnd: () => seen.push("end"),
    strayGrace: 3000,
    bound: 9000,
    print: line => seen.push(line.replace(/ took.*/, "")),
    ...parts,
  });
  shutdown.start();
  return { host, seen, state, shutdown };
}

test("with nothing left over it ends in the same moment", () => {
  const { host, seen, state } = setUp();
  state.commandDone();
  state.servicesDone();
  expect(seen).toEqual(["command", "services", "end"]);
  host.advance(20_000);
  expect(seen.at(-1)).toBe("end");
});

test("strays get TERM, and are waited for only while they are there", () => {
  const { host, seen, state, shutdown } = setUp();
  state.children = true;
  state.commandDone();
  state.servicesDone();
  host.advance(1000);
  shutdown.check();
  expect(seen).toEqual(["command", "services", "kill -1 15", "kill -1 18"]);
  state.children = false;
  shutdown.check();
  expect(seen.at(-1)).toBe("end");
});

test("strays that stay are killed after their grace time", () => {
  const { host, seen, state } = setUp();
  state.children = true;
  state.commandDone();
  state.servicesDone();
  host.advance(3000);
  expect(seen.at(-1)).toBe("kill -1 9");
  host.advance(500);
  expect(seen.at(-1)).toBe("end");
});

test("what never ends loses its place in the order, and in the end its life", () => {
  const { host, seen, state } = setUp();
  state.children = true;
  host.advance(3000);
  expect(seen).toEqual(["command", "services"]);
  host.advance(2000);
  expect(seen).toEqual(["command", "services", "unordered"]);
  host.advance(4000);
  expect(seen.slice(3)).toEqual(["[init] (ERROR) the stop", "kill -1 9"]);
  host.advance(500);
  expect(seen.at(-1)).toBe("end");
});
