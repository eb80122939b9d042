import fc from "fast-check";
import { expect, it } from "vitest";
import { GROUP, IppError, readRequest, writeAnswer } from "./ipp.ts";
import { printerAttributes } from "./printer.ts";

const whole = writeAnswer({ version: 0x0200, id: 7 }, 0x000b, [
  { tag: GROUP.operation, attributes: [["attributes-charset", "charset", "utf-8"]] },
  { tag: GROUP.printer, attributes: printerAttributes(true, 5) },
]);

it("reads what it writes, several values of a name too, and where the document begins", () => {
  const request = readRequest(Buffer.concat([whole, Buffer.from("%PDF-")]));
  expect(request).toMatchObject({ version: 0x0200, code: 0x000b, id: 7, length: whole.length });
  expect(request?.attributes.get("media-default")).toEqual(["na_letter_8.5x11in"]);
  expect(request?.attributes.get("ipp-versions-supported")).toEqual(["1.1", "2.0"]);
  expect(request?.attributes.get("printer-state")).toEqual([3]);
});

it("waits for the rest of a head that is cut at any byte", () => {
  for (let end = 0; end < whole.length; end++) {
    expect(readRequest(whole.subarray(0, end))).toBeUndefined();
  }
});

it("gets by with anything: it reads it, waits, or refuses it", () => {
  const damaged = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
    const bytes = Buffer.from(whole);
    bytes[at] = byte;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }).map(Buffer.from), damaged), bytes => {
      try {
        const request = readRequest(Buffer.from(bytes));
        expect(request === undefined || request.length <= bytes.length).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(IppError);
      }
    }),
    { numRuns: 3000 },
  );
});
