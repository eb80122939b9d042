import { describe, expect, it } from "vitest";
import type { EncoderKind, StreamName } from "./encoder.ts";
import { Ranked } from "./ranked.ts";

function kind(name: string, stream: StreamName, why?: string): EncoderKind {
  return {
    name,
    stream,
    probe: () => why,
    open() {
      throw new Error("not here");
    },
  };
}

describe("Ranked", () => {
  it("uses the first kind of its stream that works, and tells why not those before", () => {
    const kinds = [kind("a", "jpeg"), kind("b", "h264", "no device"), kind("c", "h264"), kind("d", "h264")];
    const ranked = new Ranked(kinds, "h264");
    expect(ranked.best?.name).toBe("c");
    expect(ranked.passedOver).toEqual(["b: no device"]);
  });

  it("goes on with the next one when one fails at work, once", () => {
    const kinds = [kind("a", "h264"), kind("b", "h264", "broken"), kind("c", "h264")];
    const ranked = new Ranked(kinds, "h264");
    let changes = 0;
    ranked.onChange = () => changes++;
    const first = kinds[0] as EncoderKind;
    expect(ranked.giveUp(first, "device lost")).toBe(true);
    expect(ranked.giveUp(first, "device lost")).toBe(true);
    expect(ranked.best?.name).toBe("c");
    expect(ranked.passedOver).toEqual(["a: device lost", "b: broken"]);
    expect(changes).toBe(1);
  });

  it("has none where all have failed", () => {
    const ranked = new Ranked([kind("a", "h264")], "h264");
    expect(ranked.giveUp(ranked.best as EncoderKind, "gone")).toBe(false);
    expect(ranked.best).toBeUndefined();
  });
});
