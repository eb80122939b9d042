import { spawn } from "node:child_process";
import { expect, it } from "vitest";
import { waitFor } from "../../tests/support/wait.ts";
import { memory, processes, processorTime, tree } from "./processes.ts";
import { readTraffic } from "./traffic.ts";

it("finds a process with all that descend from it, and what they use", async () => {
  const child = spawn("sh", ["-c", "sleep 60 & while :; do :; done"], { detached: true });
  try {
    const found = await waitFor("both processes", async () => {
      const all = tree(await processes(), child.pid ?? 0);
      return all.some(({ command }) => command === "sleep 60") ? all : undefined;
    });
    expect(found.map(({ command }) => command)).toContain("sh -c sleep 60 & while :; do :; done");
    const pids = found.map(({ pid }) => pid);
    const before = await processorTime(pids);
    await waitFor("it to use the processor", async () => (await processorTime(pids)) > before + 20);
    expect(await memory(pids)).toBeGreaterThan(0.1);
  } finally {
    process.kill(-(child.pid ?? 0), "SIGKILL");
  }
});

it("uses nothing where a process is gone", async () => {
  expect(await processorTime([2 ** 22 + 1])).toBe(0);
  expect(await memory([2 ** 22 + 1])).toBe(0);
});

it("adds up the bytes of every connection", () => {
  const told = `0 0 127.0.0.1:8080 127.0.0.1:50000
\t cubic rto:200 bytes_sent:1500 bytes_retrans:12 bytes_acked:1488 bytes_received:70 segs_out:9
0 0 127.0.0.1:8080 127.0.0.1:50002
\t cubic rto:200 bytes_sent:500 bytes_acked:500 bytes_received:30 segs_out:9
`;
  expect(readTraffic(told)).toEqual({ toPages: 2000, fromPages: 100 });
  expect(readTraffic("")).toEqual({ toPages: 0, fromPages: 0 });
});
