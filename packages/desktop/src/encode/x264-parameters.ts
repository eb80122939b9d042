import type { Address } from "../native/memory.ts";
import type { Sampling } from "../native/planes-library.ts";
import type { X264Library } from "../native/x264-library.ts";
import type { SearchRange } from "./motion-search.ts";
import type { PlanarPicture } from "./planes.ts";

/** Settings of one encoder that stay as they are. */
export type X264Settings = {
  sampling: Sampling;
  /** Quantizer of key frames, 0 (best) to 51. Left to itself x264 takes it from the frames before, settled ones included. */
  keyQp: number;
  /** Quantizer of what has settled, 0 (best) to 51. */
  settledQp: number;
  /** Slices, one thread each. More than 4 show seams in Chromium's decoder. */
  threads: number;
};

/** Frames a second that x264 reckons with; a budget for a frame is told to it as a bit rate at this pace. */
const NOMINAL_FPS = 60;
/** Least and most kbit/s that x264 is told; the most stand for no limit. */
const LEAST = 64;
const UNLIMITED = 2_000_000;
/** x264's way to search, and how many pixels far. */
const SEARCHES: Record<SearchRange, Record<string, string>> = {
  near: { me: "dia", merange: "16" },
  wide: { me: "umh", merange: "128" },
};
/**
 * Frames that fit into the buffer x264 reckons with. With fewer than two it takes any frame that is cheap for a chance to
 * sharpen everything, also what is forced to a quantizer.
 */
const BUFFER_FRAMES = 2;

/**
 * With a constant quantizer x264 clips whatever is asked for to what it would give to intra and to bidirectional frames: with
 * these ratios between them that is 0 to 51.
 */
const ANY_QUANTIZER = { qp: "18", ipratio: "8", pbratio: "64" };

/**
 * Who chooses the quantizer of a frame: `constant`, whoever asks for the frame; `bounded`, x264, so that it fits its
 * budget. For that x264 looks at each frame twice, which takes it nearly twice as long.
 */
export type X264Control = "constant" | "bounded";

/** What can be changed from frame to frame. */
export type X264Tuning = {
  /** Constant rate factor; used where x264 is `bounded`. */
  crf: number;
  /** Bytes a frame may take, or infinite; used where x264 is `bounded`. */
  bytes: number;
  /**
   * What may be left out: `nothing` of a change, however little there is to see of it; `same`, what looks the same;
   * `faint`, single faint details besides.
   */
  leaves: "nothing" | "same" | "faint";
  /** How far is looked for where something has moved from. */
  search: SearchRange;
};

/** An encoder and what can be changed of it while it runs. */
export type X264 = {
  encoder: Address;
  control: X264Control;
  /** Takes effect with the next frame. @throws Error where x264 refuses. */
  tune(tuning: X264Tuning): void;
};

/** @throws Error where x264 refuses the settings or the size. */
export function openX264(
  library: X264Library,
  { width, height, coded }: Pick<PlanarPicture, "width" | "height" | "coded">,
  settings: X264Settings,
  control: X264Control,
): X264 {
  const { abi } = library;
  const param = new Uint8Array(abi.param.size);
  if (library.defaultPreset(param, "ultrafast", "zerolatency") < 0) {
    throw new Error("x264 knows no preset ultrafast");
  }
  const parse = (named: Record<string, string>) => {
    for (const [name, value] of Object.entries(named)) {
      const result = library.parse(param, name, value);
      if (result < 0) {
        throw new Error(`x264 refused ${name}=${value} (${result})`);
      }
    }
  };
  parse({
    fps: String(NOMINAL_FPS),
    ...(control === "constant" ? ANY_QUANTIZER : limitsOf({ crf: 23, bytes: Number.POSITIVE_INFINITY })),
    // Left to itself x264 takes it from the bit rate, which is no more than a limit here.
    level: levelOf(width, height),
    threads: String(settings.threads),
    keyint: "infinite",
    scenecut: "0",
    // A quarter less of what moves, for no more time; smaller parts of inter frames would cost a sixth more.
    partitions: "i4x4",
    // Less is rounded away than by default: finer than by a smaller quantizer, for less time. Much less would keep the grain of a film.
    "deadzone-inter": "15",
    // x264 would do the same, but fill what is beyond the picture itself.
    "crop-rect": `0,0,${coded.width - width},${coded.height - height}`,
    annexb: "1",
    "repeat-headers": "1",
    fullrange: "off",
    colorprim: "bt709",
    transfer: "bt709",
    colormatrix: "smpte170m",
    // Beyond 51, the coarsest there is, x264 smooths more and more: a frame then fits whatever a slow line carries, and what it
    // lost comes back when it settles.
    qpmax: "69",
    // Finer than x264 has it, for hardly a byte: what is left over of colours is sent again with each move.
    "chroma-qp-offset": "-4",
    // It gives flat parts more, which settling does anyway.
    "aq-mode": "0",
    log: "0",
  });
  const view = new DataView(param.buffer);
  view.setInt32(abi.param.width, coded.width, true);
  view.setInt32(abi.param.height, coded.height, true);
  const { cspNv12, cspI444 } = abi.constants;
  view.setInt32(abi.param.csp, settings.sampling === "444" ? cspI444 : cspNv12, true);
  view.setInt32(abi.param.mbInfo, 1, true);
  const encoder = library.open(param);
  if (encoder === 0) {
    throw new Error(`x264 does not open at ${width}x${height}`);
  }
  library.parameters(encoder, param);
  let told = "";
  return {
    encoder,
    control,
    tune({ crf, bytes, leaves, search }) {
      const wish = {
        // It passes over small differences on a plain ground.
        "fast-pskip": leaves === "nothing" ? "0" : "1",
        // It drops lone coefficients, which a plain ground that settles would be two or three steps off by. It costs time.
        "no-dct-decimate": leaves === "faint" ? "0" : "1",
        ...SEARCHES[search],
        ...(control === "bounded" ? limitsOf({ crf, bytes }) : {}),
      };
      const text = Object.values(wish).join(" ");
      if (text !== told) {
        told = text;
        parse(wish);
        if (library.reconfigure(encoder, param) < 0) {
          throw new Error(`x264 refused to go on with ${JSON.stringify(wish)}`);
        }
      }
    },
  };
}

/** A budget for each frame, as x264 takes it. */
function limitsOf({ crf, bytes }: Pick<X264Tuning, "crf" | "bytes">): Record<string, string> {
  const rate = Math.min(UNLIMITED, Math.max(LEAST, Math.round((bytes * 8 * NOMINAL_FPS) / 1000)));
  const size = Math.max(1, Math.ceil((BUFFER_FRAMES * rate) / NOMINAL_FPS));
  // What has no limit is not made coarser row by row either, should it take more than x264 reckoned; below the factor it is no bound.
  const most = Number.isFinite(bytes) ? 0.5 : crf + 0.01;
  return {
    crf: String(crf),
    "crf-max": String(most),
    "vbv-maxrate": String(rate),
    "vbv-bufsize": String(size),
  };
}

/** Levels of H.264 with the most macroblocks a frame and a second, ITU-T H.264 table A-1. */
const LEVELS: readonly [string, number, number][] = [
  ["3", 1620, 40_500],
  ["3.1", 3600, 108_000],
  ["3.2", 5120, 216_000],
  ["4", 8192, 245_760],
  ["4.2", 8704, 522_240],
  ["5", 22_080, 589_824],
  ["5.1", 36_864, 983_040],
  ["5.2", 36_864, 2_073_600],
  ["6", 139_264, 4_177_920],
  ["6.1", 139_264, 8_355_840],
  ["6.2", 139_264, 16_711_680],
];

/** The lowest level for a picture of this size at {@link NOMINAL_FPS}; the highest where none is enough. */
export function levelOf(width: number, height: number): string {
  const [columns, rows] = [Math.ceil(width / 16), Math.ceil(height / 16)];
  const blocks = columns * rows;
  // Neither side may be longer than the root of eight times the macroblocks (A.3.1).
  const fits = ([, frame, second]: readonly [string, number, number]) =>
    blocks <= frame && blocks * NOMINAL_FPS <= second && Math.max(columns, rows) ** 2 <= frame * 8;
  return LEVELS.find(fits)?.[0] ?? "6.2";
}
