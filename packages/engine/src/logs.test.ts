import fc from "fast-check";
import { expect, test } from "vitest";
import { frames } from "./logs.ts";

test("frames of a log come back as they were written, and a cut-off head is left out", () => {
  const frame = fc.record({ stream: fc.constantFrom(1, 2), data: fc.uint8Array({ maxLength: 300 }) });
  fc.assert(
    fc.property(fc.array(frame), fc.uint8Array({ maxLength: 7 }), (written, rest) => {
      const raw = Buffer.concat([
        ...written.map(({ stream, data }) => {
          const head = Buffer.alloc(8);
          head.writeUInt8(stream, 0);
          head.writeUInt32BE(data.length, 4);
          return Buffer.concat([head, data]);
        }),
        rest,
      ]);
      const read = [...frames(raw)].map(({ stream, data }) => ({ stream, data: new Uint8Array(data) }));
      expect(read).toEqual(written);
    }),
  );
});
