/** Some sound on its way to the player: each channel as many samples at 48 kHz; silence follows the `last`. */
export type SoundPart = { planes: Float32Array<ArrayBuffer>[]; last: boolean };

/**
 * What the player tells now and then: gaps heard since the start, late parts that were bridged so that there was none, short pieces that were left out,
 * samples kept ready.
 */
export type PlayerReport = { gaps: number; bridges: number; cuts: number; ready: number };
