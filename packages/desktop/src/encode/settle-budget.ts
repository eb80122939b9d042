/** How much of a new measurement is taken over, and of how many tiles it has to be: a few say more of the frame than of themselves. */
const LEARN = { share: 0.3, tiles: 40 };

/** Says how many tiles may be sharpened in one frame, from what those before have cost. */
export class SettleBudget {
  #bytesPerTile: number;

  /** `guess`: bytes that a tile is reckoned to take before any was sharpened. */
  constructor(guess: number) {
    this.#bytesPerTile = guess;
  }

  /** Tiles that fit into `bytes`; at least one, all of them where there is no limit. */
  tiles(bytes: number): number {
    return Number.isFinite(bytes) ? Math.max(1, Math.floor(bytes / this.#bytesPerTile)) : bytes;
  }

  /** `tiles` have taken `bytes`. */
  learn(tiles: number, bytes: number): void {
    const share = LEARN.share * Math.min(1, tiles / LEARN.tiles);
    this.#bytesPerTile = Math.max(1, this.#bytesPerTile * (1 - share) + (bytes / tiles) * share);
  }
}
