import { expect, it } from "vitest";
import { SilenceGate } from "./silence.ts";

const sound = Int16Array.of(0, 0, 3, 0);
const silence = new Int16Array(4);

it("sends nothing of silence, and sound from its first frame", () => {
  const gate = new SilenceGate();
  expect([silence, silence, sound, sound].map(frame => gate.judge(frame))).toEqual([
    "skip",
    "skip",
    "send",
    "send",
  ]);
});

it("sends a fifth of a second of the silence after sound, and says which frame is the last", () => {
  const gate = new SilenceGate();
  gate.judge(sound);
  const said = Array.from({ length: 40 }, () => gate.judge(silence));
  expect(said.indexOf("last")).toBe(19);
  expect(said.slice(0, 19).every(one => one === "send")).toBe(true);
  expect(said.slice(20).every(one => one === "skip")).toBe(true);
  expect(gate.judge(sound)).toBe("send");
});
