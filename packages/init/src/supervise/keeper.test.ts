import fc from "fast-check";
import { expect, test } from "vitest";
import type { Longrun, Oneshot } from "../graph/definition.ts";
import type { Node } from "../graph/resolve.ts";
import { Keeper } from "./keeper.ts";
import { runCommand } from "./routine.ts";
import { VirtualHost } from "./virtual-host.ts";

function step(name: string, dependencies: string[]): Node {
  const definition: Oneshot = {
    type: "oneshot",
    name,
    folder: `/${name}`,
    dependencies,
    essential: false,
    timeoutUp: undefined,
    timeoutDown: undefined,
    up: { kind: "command", argv: [name] },
    down: { kind: "command", argv: [`${name} down`] },
  };
  return { definition, after: dependencies };
}

function setUp(nodes: Node[], wallClock?: () => number) {
  const host = new VirtualHost();
  const seen: string[] = [];
  const keeper = new Keeper(new Map(nodes.map(node => [node.definition.name, node])), host, {
    routines: ({ name }) => ({
      up: () => runCommand({ argv: [name] }),
      down: () => runCommand({ argv: [`${name} down`] }),
    }),
    command: ({ name }) => ({ argv: [name] }),
    onFailed: (name, reason, _lines, skipped) => seen.push(`${name} ${reason}; skipped ${skipped.join()}`),
    onDownFailed: (name, reason) => seen.push(`${name} ${reason}`),
    onSettled: () => seen.push("settled"),
    onStopped: () => seen.push("stopped"),
    onChange: () => {},
    onDeath: () => {},
    onState: () => {},
    wallClock: wallClock ?? (() => host.time),
  });
  return { host, keeper, seen };
}

/** Services where each may only depend on those before it: any graph without cycles, in some order. */
const graphs = fc
  .integer({ min: 1, max: 14 })
  .chain(size =>
    fc.tuple(
      ...Array.from({ length: size }, (_, index) => fc.subarray(Array.from({ length: index }, (_u, i) => i))),
    ),
  )
  .map(lists => lists.map((before, index) => step(`${index}`, before.map(String))));

test("any graph: everything that may run runs at once, nothing before its time, down in reverse", () => {
  fc.assert(
    fc.property(graphs, fc.array(fc.nat()), (nodes, picks) => {
      const { host, keeper, seen } = setUp(nodes);
      const up = new Set<string>();
      keeper.start();
      for (let turn = 0; host.running.size > 0; turn++) {
        const ready = nodes.filter(n => !up.has(n.definition.name) && n.after.every(name => up.has(name)));
        const running = [...host.running.values()].map(p => p.spawn.argv[0] ?? "");
        expect(running.toSorted()).toEqual(ready.map(n => n.definition.name).toSorted());
        const ended = running[(picks[turn % Math.max(1, picks.length)] ?? 0) % running.length] ?? "";
        up.add(ended);
        host.find(ended).end(0);
      }
      expect(up.size).toBe(nodes.length);
      expect(seen).toEqual(["settled"]);
      keeper.stop();
      while (host.running.size > 0) {
        for (const { spawn } of host.running.values()) {
          const name = (spawn.argv[0] ?? "").replace(" down", "");
          expect(nodes.filter(n => n.after.includes(name) && up.has(n.definition.name))).toEqual([]);
        }
        const [first] = host.running.values();
        up.delete((first?.spawn.argv[0] ?? "").replace(" down", ""));
        first?.end(0);
      }
      expect(up.size).toBe(0);
      expect(seen).toEqual(["settled", "stopped"]);
    }),
  );
});

test("what waits for a service starts although the service has come to rest by its own wish meanwhile", () => {
  const resting = service(step("resting", []), false);
  const definition = { ...(resting.definition as Longrun), finish: ["finish"] };
  const { host, keeper, seen } = setUp([
    { ...resting, definition },
    step("slow", []),
    step("waiting", ["resting", "slow"]),
  ]);
  keeper.start();
  host.find("resting").end(0);
  host.find("finish").end(125);
  expect(keeper.status()[0]).toMatchObject({ state: "down", reason: expect.stringContaining("125") });
  host.find("slow").end(0);
  host.find("waiting").end(0);
  expect(seen).toEqual(["settled"]);
});

const longruns = fc.array(fc.record({ notifies: fc.boolean(), fails: fc.boolean() }), {
  minLength: 14,
  maxLength: 14,
});

test("any graph of steps and services, some of which fail: it settles, and what waits for no failure is up", () => {
  fc.assert(
    fc.property(graphs, longruns, (steps, kinds) => {
      const nodes = steps.map((node, index) =>
        index % 2 === 0 ? node : service(node, kinds[index]?.notifies ?? false),
      );
      const { host, keeper, seen } = setUp(nodes);
      const failing = new Set(
        nodes.flatMap(({ definition }, index) => (kinds[index]?.fails ? [definition.name] : [])),
      );
      const dead = new Set<string>();
      for (const { definition, after } of nodes) {
        const { name } = definition;
        const canFail = definition.type === "oneshot" || definition.timeoutUp !== undefined;
        if ((failing.has(name) && canFail) || after.some(before => dead.has(before))) dead.add(name);
      }
      keeper.start();
      for (let turn = 0; turn < 100 && !seen.includes("settled"); turn++) {
        for (const { spawn, end } of [...host.running.values()]) {
          const name = spawn.argv[0] ?? "";
          if (failing.has(name)) spawn.role === "step" && end(1);
          else if (spawn.role === "step") end(0);
          else spawn.notify?.onLine();
        }
        host.advance(100);
      }
      expect(seen).toContain("settled");
      const isUp = (name: string) => keeper.status().find(status => status.name === name)?.state === "up";
      expect(nodes.map(n => n.definition.name).filter(name => !isUp(name))).toEqual([...dead]);
    }),
  );
});

/** The same place in the graph, taken by a service; one that notifies fails after a second without. */
function service(node: Node, notifies: boolean): Node {
  const { name, folder, dependencies } = node.definition;
  const definition: Longrun = {
    type: "longrun",
    name,
    folder,
    dependencies,
    essential: false,
    timeoutUp: notifies ? 1000 : undefined,
    timeoutDown: undefined,
    run: { kind: "command", argv: [name] },
    finish: undefined,
    notificationFd: notifies ? 3 : undefined,
    lockFd: undefined,
    timeoutKill: undefined,
    timeoutFinish: 5000,
    producerFor: undefined,
    consumerFor: [],
    pipelineName: undefined,
    maxDeathTally: 100,
    downSignal: 15,
  };
  return { definition, after: node.after };
}

test("a clock that is set back or forward changes nothing: every wait is on the monotonic clock", () => {
  let wall = 1_000_000;
  const { host, keeper } = setUp([service(step("a", []), true)], () => wall);
  keeper.start();
  wall -= 999_000;
  host.find("a").spawn.notify?.onLine();
  expect(keeper.status()).toMatchObject([{ state: "up", ready: true }]);
  host.advance(500);
  wall += 86_400_000;
  host.find("a").end(1);
  host.advance(499);
  expect(host.running.size).toBe(0);
  wall = 0;
  host.advance(1);
  expect(host.running.size).toBe(1);
});

test("a failure skips what depends on it, directly or not, and nothing else", () => {
  const { host, keeper, seen } = setUp([
    step("a", []),
    step("b", ["a"]),
    step("c", ["b"]),
    step("d", []),
    step("e", ["d"]),
  ]);
  keeper.start();
  host.find("a").end(3);
  host.find("d").end(0);
  host.find("e").end(0);
  expect(seen).toEqual(["a ended with exit code 3; skipped b,c", "settled"]);
  expect(keeper.failure()).toBe("a: ended with exit code 3");
  keeper.stop();
  expect([...host.running.values()].map(p => p.spawn.argv[0])).toEqual(["e down"]);
});

test("a stop in the middle of a start ends what is under way and starts nothing", () => {
  const { host, keeper, seen } = setUp([step("a", []), step("b", ["a"]), step("c", ["b"])]);
  keeper.start();
  host.find("a").end(0);
  keeper.stop();
  expect(host.find("b").signals).toEqual([15, 18]);
  host.find("b").end(0, 15);
  host.find("a down").end(0);
  expect(seen).toEqual(["stopped"]);
  expect(host.started.length).toBe(3);
});

test("a down command that fails is told, and the stop goes on", () => {
  const { host, keeper, seen } = setUp([step("a", []), step("b", ["a"])]);
  keeper.start();
  host.find("a").end(0);
  host.find("b").end(0);
  keeper.stop();
  host.find("b down").end(5);
  host.find("a down").end(0);
  expect(seen).toEqual(["settled", "b its down command ended with exit code 5", "stopped"]);
});

test("a chain of a thousand steps that need no process does not overflow the stack", () => {
  const chain = Array.from({ length: 1000 }, (_, i) => step(`${i}`, i === 0 ? [] : [`${i - 1}`]));
  const seen: string[] = [];
  const host = new VirtualHost();
  const keeper = new Keeper(new Map(chain.map(node => [node.definition.name, node])), host, {
    routines: () => ({ up: () => nothing(), down: () => nothing() }),
    command: () => undefined,
    onFailed: () => {},
    onDownFailed: () => {},
    onSettled: () => seen.push("settled"),
    onStopped: () => seen.push("stopped"),
    onChange: () => {},
    onDeath: () => {},
    onState: () => {},
    wallClock: () => 0,
  });
  keeper.start();
  keeper.stop();
  expect(seen).toEqual(["settled", "stopped"]);
});

// biome-ignore lint/correctness/useYield: a routine that needs no program
function* nothing() {
  return 0;
}

test("a change brings down what depends on a service, and up what it needs, and answers when all is done", () => {
  const nodes = [step("a", []), step("b", ["a"]), step("c", ["b"]), step("other", [])];
  const { host, keeper } = setUp(nodes);
  const answers: (string | undefined)[] = [];
  const change = (direction: "up" | "down", names: string[], nodes = new Map<string, Node>()) =>
    keeper.change(direction, names, { nodes, force: false, onEnd: problem => answers.push(problem) });
  keeper.start();
  for (const name of ["a", "b", "c", "other"]) host.find(name).end();
  change("down", ["b"]);
  expect([...host.running.values()].map(p => p.spawn.argv[0])).toEqual(["c down"]);
  host.find("c down").end();
  expect(answers).toEqual([]);
  host.find("b down").end();
  expect(answers).toEqual([undefined]);
  change("up", ["c"]);
  host.find("b").end();
  host.find("c").end(1);
  expect(answers).toEqual([undefined, "unable to bring up: c"]);
  change("up", ["new"], new Map([["new", step("new", ["a"])]]));
  host.find("new").end();
  expect(answers.at(-1)).toBeUndefined();
  expect(keeper.status().map(({ name, state }) => `${name} ${state}`)).toEqual([
    "a up",
    "b up",
    "c failed",
    "other up",
    "new up",
  ]);
});

test("a stop ends a change that is under way", () => {
  const { host, keeper, seen } = setUp([step("a", [])]);
  keeper.start();
  host.find("a").end();
  const answers: (string | undefined)[] = [];
  const nodes = new Map([["new", step("new", [])]]);
  keeper.change("up", ["new"], { nodes, force: false, onEnd: problem => answers.push(problem) });
  keeper.stop();
  host.find("new").end(0, 15);
  host.find("a down").end();
  expect(answers).toEqual(["unable to bring up: new"]);
  expect(seen.at(-1)).toBe("stopped");
});
