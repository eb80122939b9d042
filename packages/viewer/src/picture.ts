import { CODEC, CODEC_BIT, type PageMessage, type ServerMessage } from "@porthole/protocol";
import type { Surface, ToPage } from "./bridge.ts";
import type { Decoder } from "./decode/decoder.ts";
import { ladderOf } from "./decode/ladder.ts";
import { type Available, decoderFor } from "./decode/table.ts";
import { discard, type Features, type Painter, type Picture, type Sink } from "./draw/sink.ts";
import { sinkFor } from "./draw/table.ts";
import { frameTimesOf } from "./frame-times.ts";
import { type Counters, countersOf } from "./statistics.ts";

type DisplayMessage = Extract<ServerMessage, { kind: "display" }>;
type FrameMessage = Extract<ServerMessage, { kind: "frame" }>;
type RectangleMessage = Extract<ServerMessage, { kind: "rectangle" }>;

/** Frames in the decoder beyond which it is too far behind to catch up. */
const QUEUE_MOST = 60;
/** Milliseconds between two requests for a key frame. */
const KEY_REQUEST_GAP = 500;

/** What the pipeline needs and tells. */
export type PictureEvents = {
  /** The server's clock now, in ms; NaN while it is not known. */
  serverTime(): number;
  send(message: PageMessage): void;
  post(message: ToPage, transfer?: Transferable[]): void;
  /** The server has given this page a monitor. */
  onMonitor(number: number): void;
  /** H.264 has failed for good: the server must hear of other codecs. */
  onGiveUp(): void;
};

/** From display messages to the screen: decoder, sink, and the acknowledgements for both. */
export type PicturePipeline = {
  onMessage(message: ServerMessage): void;
  onSurface(mount: number, surface: Surface): void;
  /** Forgets what was decoded; the next frame must be a key frame. */
  reset(): void;
  /** A frame of the video element is on the screen, at this time of the server's clock. */
  onPresented(timestamp: number, at: number): void;
  /** Bits of `hello.codecs`. */
  codecs(): number;
  counters: Counters;
};

/** Makes the pipeline of one display. */
export function openPicture(
  available: readonly Available[],
  features: Features,
  events: PictureEvents,
): PicturePipeline {
  const counters = countersOf();
  const ladder = ladderOf();
  const failedSinks = new Set<string>();
  let display: DisplayMessage | undefined;
  let decoder: Decoder | undefined;
  let needsKey = true;
  let keyAsked = Number.NEGATIVE_INFINITY;
  let keyTimer: ReturnType<typeof setTimeout> | undefined;
  let sink: Sink | undefined;
  let mount = 0;
  let painter: Painter | undefined;
  /** Pictures decoded before the page has given a surface. */
  let early: (() => void)[] = [];
  let shownSize = "";
  let shownFrame: number | undefined;
  const times = frameTimesOf(counters);

  function codecs(): number {
    const bits = available.reduce((sum, entry) => sum | entry.bits, 0);
    return ladder.rung() === "give-up" ? bits & CODEC_BIT.jpeg : bits;
  }

  function askKey(): void {
    if (keyTimer !== undefined) {
      return;
    }
    const wait = keyAsked + KEY_REQUEST_GAP - performance.now();
    if (wait > 0) {
      keyTimer = setTimeout(() => {
        keyTimer = undefined;
        askKey();
      }, wait);
      return;
    }
    keyAsked = performance.now();
    events.send({ kind: "keyframe" });
  }

  function closeDecoder(): void {
    decoder?.close();
    decoder = undefined;
    needsKey = true;
  }

  function openDecoder({ codec, codecString, width, height }: DisplayMessage): void {
    closeDecoder();
    const rung = ladder.rung();
    const kind = decoderFor(available, codec);
    if (!kind || (rung === "give-up" && codec !== CODEC.jpeg)) {
      return;
    }
    const acceleration = rung === "give-up" ? "no-preference" : rung.acceleration;
    counters.codec = codecString || "jpeg";
    counters.decoder = acceleration === "prefer-software" ? `${kind.name}, software` : kind.name;
    const mine = kind.open(
      { codec: codecString, width, height, acceleration },
      {
        onPicture(picture, frame, milliseconds) {
          if (decoder === mine) {
            counters.decode.add(milliseconds);
            show(picture, frame, milliseconds);
          } else {
            discard(picture);
          }
        },
        onError() {
          if (decoder === mine) {
            onDecoderError();
          }
        },
      },
    );
    decoder = mine;
  }

  function onDecoderError(): void {
    closeDecoder();
    counters.decoderErrors += 1;
    const isJpeg = display?.codec === CODEC.jpeg;
    if (!isJpeg && ladder.fail(performance.now()) === "give-up") {
      events.onGiveUp();
      return;
    }
    if (display) {
      openDecoder(display);
    }
    askKey();
  }

  function onDisplay(message: DisplayMessage): void {
    if (message.display !== display?.display) {
      events.onMonitor(message.display);
    }
    display = message;
    // What the old decoder still holds will not be shown any more, and the server waits for it.
    const { newest } = times;
    if (newest && newest.frame !== shownFrame) {
      acknowledge(newest.frame, 0, performance.now() - newest.arrived);
    }
    openSink(message.codec === CODEC.jpeg);
    openDecoder(message);
  }

  function onChunk(message: FrameMessage | RectangleMessage): void {
    const { frame, data } = message;
    times.onArrived(frame, message.captured, events.serverTime());
    const key = message.kind === "rectangle" || message.key;
    counters.frames += message.kind === "frame" || message.last ? 1 : 0;
    if (decoder && decoder.queued() > QUEUE_MOST) {
      counters.onDropped(decoder.queued());
      reset();
      askKey();
    }
    if (!decoder || (needsKey && !key)) {
      counters.onDropped(1);
      if (display) {
        askKey();
      }
      return;
    }
    needsKey = false;
    try {
      decoder.push(
        message.kind === "frame"
          ? { frame, key, last: true, x: 0, y: 0, data }
          : { frame, key, last: message.last, x: message.x, y: message.y, data },
      );
    } catch {
      onDecoderError();
    }
  }

  function reset(): void {
    if (display) {
      openDecoder(display);
    }
  }

  function openSink(rectangles: boolean): void {
    const wanted = sinkFor(features, { rectangles, failed: failedSinks });
    if (wanted === sink) {
      return;
    }
    painter?.close();
    painter = undefined;
    early = [];
    sink = wanted;
    mount += 1;
    shownSize = "";
    counters.sink = wanted.name;
    events.post({ kind: "mount", mount, sink: wanted.name });
  }

  function onSurface(which: number, surface: Surface): void {
    if (which !== mount || !sink) {
      return;
    }
    const { name } = sink;
    const onError = () => {
      if (which === mount) {
        failedSinks.add(name);
        openSink(display?.codec === CODEC.jpeg);
        reset();
        askKey();
      }
    };
    try {
      painter = sink.open(surface, {
        post: (item, transfer) => events.post({ kind: "sink", mount: which, item }, transfer),
        onError,
        onDropped: () => counters.onDropped(1),
      });
    } catch {
      onError();
      return;
    }
    const waiting = early;
    early = [];
    for (const run of waiting) {
      run();
    }
  }

  function show(picture: Picture, frame: number, milliseconds: number): void {
    if (!painter) {
      early.push(() => show(picture, frame, milliseconds));
      return;
    }
    const size = `${picture.width}x${picture.height}`;
    if (size !== shownSize) {
      shownSize = size;
      counters.width = picture.width;
      counters.height = picture.height;
      events.post({ kind: "display", width: picture.width, height: picture.height });
    }
    const decoded = performance.now();
    const image = picture.pieces[0]?.image;
    const timestamp = image && "timestamp" in image ? image.timestamp : undefined;
    const followed = sink?.presents === true && timestamp !== undefined;
    if (followed) {
      times.onPainted(timestamp, frame, events.serverTime());
    }
    painter.paint(picture, () => {
      counters.shown += 1;
      acknowledge(frame, milliseconds, performance.now() - decoded + milliseconds);
      if (!followed) {
        times.onPainted(frame, frame, events.serverTime() - (performance.now() - decoded));
        times.onPresented(frame, events.serverTime());
      }
      times.onShown(frame);
    });
  }

  function acknowledge(frame: number, decode: number, page: number): void {
    shownFrame = frame;
    events.send({
      kind: "shown",
      frame,
      decode: tenths(decode),
      page: tenths(page),
      queued: Math.min(0xff, decoder?.queued() ?? 0),
    });
  }

  return {
    onMessage(message) {
      if (message.kind === "display") {
        onDisplay(message);
      } else if (message.kind === "frame" || message.kind === "rectangle") {
        onChunk(message);
      }
    },
    onSurface,
    onPresented: times.onPresented,
    reset,
    codecs,
    counters,
  };
}

function tenths(milliseconds: number): number {
  return Math.min(0xffff, Math.max(0, Math.round(milliseconds * 10)));
}
