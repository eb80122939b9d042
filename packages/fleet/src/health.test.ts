import { expect, test } from "vitest";
import { appState, parseHealth } from "./health.ts";

test("a report is read, and anything else is no report", () => {
  const report = {
    state: "failed",
    since: 1700000000,
    reason: "svc-x ended with 1",
    services: [{ name: "svc-x", type: "longrun", state: "failed", since: 1700000000, reason: "exit 1" }],
  };
  expect(parseHealth(JSON.stringify(report))).toEqual(report);
  expect(parseHealth("")).toBeUndefined();
  expect(parseHealth("OCI runtime exec failed")).toBeUndefined();
  expect(parseHealth('{"state":"dancing","since":1}')).toBeUndefined();
});

test("states in the words of status", () => {
  const of = (state: "starting" | "ready" | "failed" | "stopping") =>
    appState({ state, since: 0, services: [] });
  expect([of("starting"), of("ready"), of("failed"), of("stopping"), appState(undefined)]).toEqual([
    "starting",
    "ready",
    "unhealthy",
    "stopped",
    "starting",
  ]);
});
