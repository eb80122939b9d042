import fc from "fast-check";
import { expect, test } from "vitest";
import type { Oneshot } from "../graph/definition.ts";
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

function setUp(nodes: Node[]) {
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
    wallClock: () => host.time,
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
