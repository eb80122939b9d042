import { CODEC, CODEC_BIT } from "@porthole/protocol";
import type { DecoderKind } from "./decoder.ts";
import { imageBitmap } from "./image-bitmap.ts";
import { webCodecs } from "./web-codecs.ts";

/** Every way to decode, best first. A further one is one file and one row. */
export const DECODERS: readonly DecoderKind[] = [webCodecs, imageBitmap];

/** A way to decode and the bits of `hello.codecs` it covers here. */
export type Available = { kind: DecoderKind; bits: number };

/** Probes the whole table. */
export function probeDecoders(): Promise<Available[]> {
  return Promise.all(DECODERS.map(async kind => ({ kind, bits: await kind.probe() })));
}

/** The bit of `hello.codecs` that stands for a value of `display.codec`; 0 for one unknown. */
export function bitOf(codec: number): number {
  const name = (Object.keys(CODEC) as (keyof typeof CODEC)[]).find(key => CODEC[key] === codec);
  return name === undefined ? 0 : CODEC_BIT[name];
}

/** The best decoder for a value of `display.codec`. */
export function decoderFor(available: readonly Available[], codec: number): DecoderKind | undefined {
  return available.find(({ bits }) => (bits & bitOf(codec)) !== 0)?.kind;
}
