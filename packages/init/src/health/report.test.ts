import { expect, test } from "vitest";
import type { NodeStatus } from "../supervise/keeper.ts";
import { healthReport, statusTable } from "./report.ts";

const node = (parts: Partial<NodeStatus>): NodeStatus => ({
  name: "x",
  type: "longrun",
  state: "up",
  since: 1500,
  pid: undefined,
  ready: false,
  reason: undefined,
  ...parts,
});

test.each([
  [node({ pid: 7, ready: true }), { state: "ready", pid: 7 }],
  [node({ pid: 7 }), { state: "starting" }],
  [node({ reason: "dies" }), { state: "failed", reason: "dies" }],
  [node({ type: "oneshot", ready: true }), { state: "up" }],
  [node({ type: "oneshot", state: "skipped", reason: "y failed" }), { state: "down", reason: "y failed" }],
])("service %#", (status, expected) => {
  const condition = { since: 2000, reason: undefined, leftOut: new Map(), readAt: 0 };
  const report = healthReport({ ...condition, state: "ready", services: [status] });
  expect(report).toMatchObject({
    state: "ready",
    since: 2,
    services: [{ name: "x", since: 1.5, ...expected }],
  });
  expect(report).not.toHaveProperty("reason");
});

test("what was left out is in the report, and the table says why", () => {
  const report = healthReport({
    state: "failed",
    since: 0,
    reason: "x: broke",
    services: [node({ pid: 7, ready: true })],
    leftOut: new Map([["svc-bad", "no shebang"]]),
    readAt: 1000,
  });
  expect(statusTable(report, 3_661_000)).toBe(
    [
      "failed: x: broke",
      "",
      "SERVICE  STATE   SINCE  PID  REASON",
      "x        ready   1h     7",
      "svc-bad  failed  1h     -    left out: no shebang",
    ].join("\n"),
  );
});
