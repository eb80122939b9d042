/**
 * Large contents in pieces, beside pictures and keys on one connection: how many bytes may be on the way, and both ends of a
 * transfer. Pure: time comes in as milliseconds on any rising clock.
 */

/** Bytes of one piece, least and most. The server takes no message over 64 KiB. */
export const PIECE = { least: 16_384, most: 61_440 } as const;

/** Bytes on the way at the start, and at most. */
const WINDOW = { first: 65_536, most: 1_048_576 } as const;
/** A piece that took so many milliseconds longer than the fastest has waited behind others. */
const QUEUED = 15;

/** One format of a content. */
export type Part<T> = { format: number; size: number; data: T };
/** A content whose bytes may still be on their way. */
export type Coming = Part<Promise<Uint8Array>>;

/** What a transfer says, in both directions. */
export type TransferMessage =
  | { kind: "clip"; transfer: number; formats: readonly number[]; sizes: readonly number[] }
  | { kind: "clipPiece"; transfer: number; data: Uint8Array }
  | { kind: "clipTaken"; transfer: number; bytes: number }
  | { kind: "clipStop"; transfer: number };

/**
 * Bytes that may be on the way: as many as keep the line busy, and no more, so that a picture sent meanwhile waits for at most
 * a few milliseconds. Doubles each round trip until pieces come later than they could, then halves.
 */
export class PieceWindow {
  #allowed: number = WINDOW.first;
  #fastest = Number.POSITIVE_INFINITY;
  #total = 0;
  #taken = 0;
  #cutAt = Number.NEGATIVE_INFINITY;
  readonly #onTheWay: { end: number; sent: number }[] = [];

  /** Bytes the next piece may have; 0 where it has to wait. */
  get room(): number {
    const onTheWay = this.#total - this.#taken;
    const piece = Math.min(PIECE.most, Math.max(PIECE.least, this.#allowed >> 2));
    return onTheWay === 0 || onTheWay + piece <= this.#allowed ? piece : 0;
  }

  onSent(bytes: number, now: number): void {
    this.#total += bytes;
    this.#onTheWay.push({ end: this.#total, sent: now });
  }

  /** So many bytes in all have arrived. */
  onTaken(total: number, now: number): void {
    let newest: { end: number; sent: number } | undefined;
    while ((this.#onTheWay[0]?.end ?? Number.POSITIVE_INFINITY) <= total) {
      newest = this.#onTheWay.shift();
    }
    if (!newest) {
      return;
    }
    const gained = newest.end - this.#taken;
    this.#taken = newest.end;
    const took = now - newest.sent;
    this.#fastest = Math.min(took, this.#fastest);
    if (took <= this.#fastest + QUEUED) {
      this.#allowed = Math.min(WINDOW.most, this.#allowed + gained);
    } else if (newest.sent > this.#cutAt) {
      this.#allowed = Math.max(PIECE.least, this.#allowed / 2);
      this.#cutAt = now;
    }
  }
}

/** What {@link TransferSender} needs of its end. */
export type SenderLine = {
  post(message: TransferMessage): void;
  /** Whether so much lies in the socket already that a piece would only lengthen the queue. */
  full(): boolean;
  now(): number;
  /** Calls back after so many milliseconds. */
  later(run: () => void, milliseconds: number): void;
};

/** Looks again after so many milliseconds whether the socket has drained. */
const DRAIN = 4;

type Sending = { transfer: number; parts: readonly Coming[]; window: PieceWindow };

/** Sends contents, one at a time: a new one takes the place of one that is not through yet. */
export class TransferSender {
  readonly #line: SenderLine;
  #last = 0;
  #current: Sending | undefined;
  /** Goes on with what waits for room. */
  #go: (() => void) | undefined;

  constructor(line: SenderLine) {
    this.#line = line;
  }

  /** Announces a content at once and sends its bytes as they come; those of it that cannot be had end it. */
  send(parts: readonly Coming[]): void {
    this.stop();
    const transfer = ++this.#last;
    const sending = { transfer, parts, window: new PieceWindow() };
    this.#current = sending;
    const [formats, sizes] = [parts.map(({ format }) => format), parts.map(({ size }) => size)];
    this.#line.post({ kind: "clip", transfer, formats, sizes });
    this.#pump(sending).catch(() => {
      if (this.#current === sending) {
        this.stop();
      }
    });
  }

  /** Sends no more of the current content. */
  stop(): void {
    const current = this.#current;
    if (current) {
      this.#forget();
      this.#line.post({ kind: "clipStop", transfer: current.transfer });
    }
  }

  /** What the other end says of it. */
  onTaken(transfer: number, bytes: number): void {
    if (this.#current?.transfer === transfer) {
      this.#current.window.onTaken(bytes, this.#line.now());
      this.#go?.();
    }
  }

  /** The line is gone, and what was on it. */
  reset(): void {
    this.#forget();
  }

  #forget(): void {
    this.#current = undefined;
    this.#go?.();
  }

  async #pump(sending: Sending): Promise<void> {
    for (const part of sending.parts) {
      const data = await part.data;
      if (data.length !== part.size) {
        throw new RangeError(`${data.length} bytes came where ${part.size} were announced`);
      }
      for (let at = 0; at < data.length; ) {
        const room = this.#current === sending ? await this.#room(sending) : 0;
        if (this.#current !== sending) {
          return;
        }
        const piece = data.subarray(at, at + room);
        at += piece.length;
        sending.window.onSent(piece.length, this.#line.now());
        this.#line.post({ kind: "clipPiece", transfer: sending.transfer, data: piece });
      }
    }
    if (this.#current === sending) {
      this.#current = undefined;
    }
  }

  /** Waits until a piece may go. */
  async #room({ window }: Sending): Promise<number> {
    while (this.#current && (window.room === 0 || this.#line.full())) {
      await new Promise<void>(resolve => {
        this.#go = resolve;
        if (this.#line.full()) {
          this.#line.later(resolve, DRAIN);
        }
      });
    }
    this.#go = undefined;
    return window.room;
  }
}

/** A content that is being received. */
type Receiving = {
  transfer: number;
  taken: number;
  /** Formats still to come, the first one partly here. */
  open: {
    bytes: Uint8Array<ArrayBuffer>;
    filled: number;
    resolve(bytes: Uint8Array): void;
    reject(error: Error): void;
  }[];
};

/** Receives contents, one at a time. */
export class TransferReceiver {
  readonly #post: (message: TransferMessage) => void;
  #current: Receiving | undefined;

  constructor(post: (message: TransferMessage) => void) {
    this.#post = post;
  }

  /** Begins a content. `sizes` must have been found to be within bounds. The bytes' promises fail where the content is given up. */
  begin(transfer: number, formats: readonly number[], sizes: readonly number[]): Coming[] {
    this.abandon("a newer content has come");
    const current: Receiving = { transfer, taken: 0, open: [] };
    this.#current = current;
    const coming = formats.map((format, index): Coming => {
      const size = sizes[index] ?? 0;
      const data = new Promise<Uint8Array>((resolve, reject) => {
        if (size === 0) {
          resolve(new Uint8Array());
        } else {
          current.open.push({ bytes: new Uint8Array(size), filled: 0, resolve, reject });
        }
      });
      // Whoever uses the content hears of it; that nobody does is no error.
      data.catch(() => undefined);
      return { format, size, data };
    });
    return coming;
  }

  /** Takes a piece. Pieces of what was given up are left aside. */
  onPiece(transfer: number, data: Uint8Array): void {
    const current = this.#current;
    const part = current?.open[0];
    if (!current || current.transfer !== transfer || !part) {
      return;
    }
    if (data.length > part.bytes.length - part.filled) {
      this.abandon("more came than was announced");
      return;
    }
    part.bytes.set(data, part.filled);
    part.filled += data.length;
    current.taken += data.length;
    this.#post({ kind: "clipTaken", transfer, bytes: current.taken });
    if (part.filled === part.bytes.length) {
      current.open.shift();
      part.resolve(part.bytes);
    }
  }

  onStop(transfer: number): void {
    if (this.#current?.transfer === transfer) {
      this.abandon("the other end sends no more of it");
    }
  }

  /** Gives up what has not come in full. */
  abandon(why: string): void {
    const open = this.#current?.open ?? [];
    this.#current = undefined;
    for (const { reject } of open) {
      reject(new Error(why));
    }
  }
}
