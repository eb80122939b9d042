import { expect, it } from "vitest";
import { messageOf } from "./pads.ts";
import { penMessage } from "./pen.ts";

const button = (value: number) => ({ pressed: value > 0.5, touched: value > 0, value });

it("a gamepad of the standard layout is sent as it is", () => {
  const buttons = Array.from({ length: 17 }, (_, i) => button(i === 0 || i === 16 ? 1 : i === 7 ? 0.5 : 0));
  const pad = { mapping: "standard", buttons, axes: [-1, 0, 0.5, 2] } as unknown as Gamepad;
  expect(messageOf(2, pad)).toEqual({
    kind: "pad",
    pad: 2,
    buttons: 1 + 2 ** 16,
    leftX: -32767,
    leftY: 0,
    rightX: 16384,
    rightY: 32767,
    leftTrigger: 0,
    rightTrigger: 128,
  });
});

it("one that the browser gives as the kernel does is put in order", () => {
  const buttons = Array.from({ length: 11 }, (_, i) => button(i === 6 || i === 8 ? 1 : 0));
  const axes = [0, 0, -1, 0.25, 0, 1, -1, 1];
  const message = messageOf(0, { mapping: "", buttons, axes } as unknown as Gamepad);
  expect(message.buttons).toBe(2 ** 8 + 2 ** 16 + 2 ** 14 + 2 ** 13);
  expect([message.leftTrigger, message.rightTrigger, message.rightX]).toEqual([0, 255, 8192]);
});

it("a pen tells pressure, tilt, its buttons and its other end", () => {
  const point = { x: 5, y: 6 };
  const pen = { pressure: 0.5, tiltX: 20.4, tiltY: -10, buttons: 1 | 2 };
  expect(penMessage(pen, point, true)).toEqual({
    kind: "pen",
    near: true,
    eraser: false,
    ...point,
    pressure: 32768,
    tiltX: 20,
    tiltY: -10,
    buttons: 0b101,
  });
  expect(penMessage({ ...pen, buttons: 32 }, point, true)).toMatchObject({ eraser: true, buttons: 1 });
  expect(penMessage(pen, point, false)).toMatchObject({ near: false, pressure: 0, buttons: 0 });
});
