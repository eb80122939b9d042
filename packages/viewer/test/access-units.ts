/** A frame of an H.264 byte stream (ITU-T H.264, Annex B). */
export type AccessUnit = { key: boolean; data: Uint8Array };

const SLICE = 1;
const IDR = 5;

/** Cuts a byte stream with one slice a frame into its frames, parameter sets and SEI with the slice they precede. */
export function accessUnits(stream: Uint8Array): AccessUnit[] {
  const starts: number[] = [];
  for (let at = 0; at + 3 < stream.length; at++) {
    if (stream[at] === 0 && stream[at + 1] === 0 && stream[at + 2] === 1) {
      starts.push(at > 0 && stream[at - 1] === 0 ? at - 1 : at);
      at += 2;
    }
  }
  const units: AccessUnit[] = [];
  let from = 0;
  starts.forEach((start, index) => {
    const header = stream.subarray(start).indexOf(1) + start + 1;
    const type = (stream[header] ?? 0) & 31;
    if (type === SLICE || type === IDR) {
      const end = starts[index + 1] ?? stream.length;
      units.push({ key: type === IDR, data: stream.slice(from, end) });
      from = end;
    }
  });
  return units;
}
