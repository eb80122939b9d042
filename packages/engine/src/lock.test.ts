import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { takeLock } from "./lock.ts";

const name = () => `test-${process.pid}-${Math.random()}`;

test("a second taker waits, says so once, and gets it when the first lets go", async () => {
  const lock = name();
  const order: string[] = [];
  const first = await takeLock(lock, { onWait: () => order.push("never") });
  const second = takeLock(lock, { onWait: () => order.push("waits") }).then(held => {
    order.push("gets it");
    return held;
  });
  await expect.poll(() => order).toEqual(["waits"]);
  order.push("lets go");
  first[Symbol.dispose]();
  (await second)[Symbol.dispose]();
  expect(order).toEqual(["waits", "lets go", "gets it"]);
});

test("only one of many holds it at a time", async () => {
  const lock = name();
  let holders = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      using _ = await takeLock(lock);
      most = Math.max(most, ++holders);
      await new Promise(resolve => setTimeout(resolve, 5));
      holders--;
    }),
  );
  expect(most).toBe(1);
});

test("a holder that is killed frees it", async () => {
  const lock = name();
  const script = `const { takeLock } = await import(${JSON.stringify(join(import.meta.dirname, "lock.ts"))});
    globalThis.held = await takeLock(${JSON.stringify(lock)});
    console.log("held");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  let waited = false;
  const taken = takeLock(lock, { onWait: () => (waited = true) });
  await expect.poll(() => waited).toBe(true);
  child.kill("SIGKILL");
  (await taken)[Symbol.dispose]();
});

test("waiting can be given up", async () => {
  const lock = name();
  using _ = await takeLock(lock);
  const controller = new AbortController();
  const waiting = takeLock(lock, { signal: controller.signal, onWait: () => controller.abort() });
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
});
