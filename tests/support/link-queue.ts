/** How a link behaves. */
export type LinkShape = {
  /** Milliseconds each byte travels, each way; 0 unless given. */
  delay?: number;
  /** Bits a second towards whoever connected; unlimited (Infinity) unless given. */
  down?: number;
  /** Bits a second towards the target; unlimited (Infinity) unless given. */
  up?: number;
  /** Bytes of one connection that may wait for the link, each way; 65,536 unless given. */
  queue?: number;
};

/** What a lane feeds and whom it slows. */
export type LaneEnds = {
  /** Takes bytes that have arrived; false where it wants no more until {@link Lane.drained}. */
  deliver(bytes: Uint8Array): boolean;
  /** The sender has ended, and everything before has arrived. */
  end(): unknown;
  pause(): unknown;
  resume(): unknown;
};

/** One connection's way through a queue. */
export type Lane = {
  push(bytes: Uint8Array): void;
  end(): void;
  drained(): void;
  close(): void;
};

/** When it is, and what happens later: replaced in tests. */
export type Clock = {
  /** Milliseconds, steady. */
  now(): number;
  /** Calls back after so many milliseconds; gives what takes that back. */
  later(milliseconds: number, act: () => void): () => void;
};

const realClock: Clock = {
  now: () => performance.now(),
  later(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

type LaneState = LaneEnds & { waiting: number; paused: boolean; blocked: boolean };
/** Bytes of a lane, or its end. */
type Piece = { lane: LaneState; bytes?: Uint8Array; arrives: number };

/** What crosses a link in one go at most; a packet's size keeps slow links smooth. */
const PIECE = 1448;

/**
 * One direction of a link. A piece leaves when the one before it has left and takes its size divided by the rate; it arrives the delay
 * later. Departure times are exact, so that a timer that fires late costs no bandwidth.
 */
export class LinkQueue {
  carried = 0;
  #delay: number;
  #rate: number;
  #limit: number;
  readonly #clock: Clock;
  /** Waits for the link. */
  #queued: Piece[] = [];
  /** Has left and travels. */
  #travelling: Piece[] = [];
  readonly #lanes = new Set<LaneState>();
  /** When the link has sent what it is at and may send the next piece. */
  #free = 0;
  #cancel: (() => void) | undefined;

  constructor(delay = 0, rate = Number.POSITIVE_INFINITY, limit = 65_536, clock: Clock = realClock) {
    this.#delay = delay;
    this.#rate = rate;
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Bytes that wait for the link. */
  get waiting(): number {
    let bytes = 0;
    for (const lane of this.#lanes) {
      bytes += lane.waiting;
    }
    return bytes;
  }

  /** Changes what is given. */
  shape(delay = this.#delay, rate = this.#rate, limit = this.#limit): void {
    this.#delay = delay;
    this.#rate = rate;
    this.#limit = limit;
    for (const lane of this.#lanes) {
      this.#pace(lane);
    }
    this.#run();
  }

  /** A connection's own way through the link. */
  lane(ends: LaneEnds): Lane {
    const lane: LaneState = { ...ends, waiting: 0, paused: false, blocked: false };
    this.#lanes.add(lane);
    return {
      push: bytes => {
        this.#wake();
        for (let at = 0; at < bytes.length; at += PIECE) {
          this.#queued.push({ lane, bytes: bytes.subarray(at, at + PIECE), arrives: 0 });
        }
        lane.waiting += bytes.length;
        this.#pace(lane);
        this.#run();
      },
      end: () => {
        this.#wake();
        this.#queued.push({ lane, arrives: 0 });
        this.#run();
      },
      drained: () => {
        lane.blocked = false;
        this.#pace(lane);
      },
      close: () => {
        this.#lanes.delete(lane);
        this.#queued = this.#queued.filter(piece => piece.lane !== lane);
        this.#travelling = this.#travelling.filter(piece => piece.lane !== lane);
      },
    };
  }

  /** Delivers nothing more. */
  close(): void {
    this.#cancel?.();
    this.#queued = [];
    this.#travelling = [];
  }

  /** A link that was idle begins now. */
  #wake(): void {
    if (this.#queued.length === 0) {
      this.#free = Math.max(this.#free, this.#clock.now());
    }
  }

  /** Sends and delivers what is due, and comes back when the next thing is. */
  #run(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const now = this.#clock.now();
    this.#send(now);
    this.#arrive(now);
    const sends = this.#queued.length > 0 ? this.#free : Number.POSITIVE_INFINITY;
    const next = Math.min(sends, this.#travelling[0]?.arrives ?? Number.POSITIVE_INFINITY);
    if (next < Number.POSITIVE_INFINITY) {
      this.#cancel = this.#clock.later(Math.max(0, Math.ceil(next - now)), () => this.#run());
    }
  }

  /** Puts on the link what it is free for. Departures follow each other without a gap, however late the timer. */
  #send(now: number): void {
    let sent = 0;
    for (const piece of this.#queued) {
      if (this.#free > now) {
        break;
      }
      const size = piece.bytes?.length ?? 0;
      this.#free += (size * 8000) / this.#rate;
      piece.arrives = this.#free + this.#delay;
      this.#travelling.push(piece);
      piece.lane.waiting -= size;
      this.#pace(piece.lane);
      sent++;
    }
    this.#queued.splice(0, sent);
  }

  #arrive(now: number): void {
    while (this.#travelling[0] && this.#travelling[0].arrives <= now) {
      const { lane, bytes } = this.#travelling.shift() as Piece;
      if (bytes) {
        this.carried += bytes.length;
        lane.blocked = !lane.deliver(bytes);
        this.#pace(lane);
      } else {
        lane.end();
      }
    }
  }

  /** Stops a sender that has filled the queue, or whose receiver does not read; lets it go on at half the queue. */
  #pace(lane: LaneState): void {
    const full = lane.waiting >= (lane.paused ? this.#limit / 2 : this.#limit);
    const paused = full || lane.blocked;
    if (paused !== lane.paused) {
      lane.paused = paused;
      if (paused) {
        lane.pause();
      } else {
        lane.resume();
      }
    }
  }
}
