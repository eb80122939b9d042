import { COUNTER_SIZE, type Spot } from "./counter.ts";
import { type Blit, blank, compose, type Picture } from "./picture.ts";
import type { Area } from "./statistics.ts";

/** Size of the desktop that is measured. */
export const SCREEN = { width: 1920, height: 1080 } as const;

/** What the scenes are made of. */
export type Pictures = {
  /** 1920×2160, its lower edge continues at its upper one. */
  photo: Picture;
  /** Lines of a terminal, {@link LINE} pixels each. */
  lines: Picture;
  /** A window with text in it. */
  window: Picture;
  /** A clip, frame by frame. */
  film: readonly Picture[];
};

/** Scenes that never stop moving: every step is another picture with another counter. */
export type MovingScene = "motion" | "text" | "window" | "video";
/** Scenes in which one square turns white and black. */
export type FlippingScene = "flash" | "type";
/** Every scene. `still` is a photo; `ticker` a photo with a counter that counts twenty times a second. */
export type Scene = MovingScene | FlippingScene | "still" | "ticker";

/** The names of all scenes that can be measured by themselves. */
export const SCENES: readonly (MovingScene | FlippingScene)[] = [
  "flash",
  "type",
  "motion",
  "text",
  "window",
  "video",
];

/** Height of a line of the terminal. */
export const LINE = 18;
const TERMINAL: Area = { x: 160, y: 120, width: 1600, height: 50 * LINE };
/** A third of the screen's pixels. */
const CLIP: Area = { x: 408, y: 228, width: 1104, height: 624 };

/** The square of a flipping scene. */
export const SQUARES: Record<FlippingScene, Area> = {
  flash: { x: 864, y: 444, width: 192, height: 192 },
  type: { x: 954, y: 531, width: 12, height: 18 },
};

/**
 * Steps of a scene take so much longer than their rate says. How long it takes until one is seen depends, by up to a refresh of the
 * monitor, on when it comes between two of those; so a measure of eight seconds meets every moment in between once.
 */
export const DRIFT = 1 / 480;

/** Steps a second of a scene that counts, but for {@link DRIFT}. */
export const RATES: Record<MovingScene | "ticker", number> = {
  motion: 60,
  text: 30,
  window: 60,
  video: 24,
  ticker: 20,
};

/** Where a scene has its counter: inside of what moves, so that it widens nobody's damage. */
export const COUNTERS: Record<MovingScene | "ticker", Spot> = {
  motion: { x: 832, y: 120 },
  text: { x: TERMINAL.x + TERMINAL.width - COUNTER_SIZE.width, y: TERMINAL.y },
  window: { x: 832, y: 120 },
  video: { x: CLIP.x, y: CLIP.y },
  ticker: { x: 832, y: 120 },
};

/** The part of the screen that is compared: what moves, without the counter and the edges, where pages put their handles. */
export const COMPARED: Record<MovingScene, Area> = {
  motion: { x: 100, y: 200, width: 1720, height: 800 },
  text: {
    x: TERMINAL.x,
    y: TERMINAL.y + COUNTER_SIZE.height,
    width: TERMINAL.width,
    height: TERMINAL.height - COUNTER_SIZE.height,
  },
  window: { x: 100, y: 200, width: 1720, height: 800 },
  video: {
    x: CLIP.x,
    y: CLIP.y + COUNTER_SIZE.height,
    width: CLIP.width,
    height: CLIP.height - COUNTER_SIZE.height,
  },
};

/** Where the dragged window lies at a step: on a circle, once around in four seconds, about eight pixels a step. */
export function windowSpot(step: number): Spot {
  const angle = (step / 240) * 2 * Math.PI;
  return { x: Math.round(560 + 320 * Math.cos(angle)), y: Math.round(300 + 100 * Math.sin(angle)) };
}

/** Which frame of a clip of `count` is shown at a step: forward, and back again. */
export function filmFrame(step: number, count: number): number {
  const round = step % (2 * count - 2);
  return round < count ? round : 2 * count - 2 - round;
}

/** A window of a picture that goes on for ever downwards: in one part, or in two around its lower edge. */
function endless(from: Picture, top: number, onto: Area): Blit[] {
  const sy = top % from.height;
  const first = Math.min(onto.height, from.height - sy);
  const part = { from, sx: 0, x: onto.x, width: onto.width };
  const upper = { ...part, sy, y: onto.y, height: first };
  return first === onto.height
    ? [upper]
    : [upper, { ...part, sy: 0, y: onto.y + first, height: onto.height - first }];
}

/** The parts that make up a moving scene at a step, apart from the photo below and the counter above. */
export function layers(scene: MovingScene, step: number, pictures: Pictures): Blit[] {
  const whole = (from: Picture, { x, y }: Spot): Blit => ({ from, sx: 0, sy: 0, x, y, ...size(from) });
  switch (scene) {
    case "motion":
      return endless(pictures.photo, 6 * step, { x: 0, y: 0, ...SCREEN });
    case "text":
      return endless(pictures.lines, LINE * step, TERMINAL);
    case "window":
      return [whole(pictures.window, windowSpot(step))];
    case "video": {
      const frame = pictures.film[filmFrame(step, pictures.film.length)] ?? pictures.photo;
      return [whole(frame, CLIP)];
    }
  }
}

/** What the screen ought to show at a step of a moving scene, but for the counter. */
export function wanted(scene: MovingScene, step: number, pictures: Pictures): Picture {
  const screen = blank(SCREEN.width, SCREEN.height);
  compose(screen, [
    { from: pictures.photo, sx: 0, sy: 0, x: 0, y: 0, ...SCREEN },
    ...layers(scene, step, pictures),
  ]);
  return screen;
}

function size({ width, height }: Picture): { width: number; height: number } {
  return { width, height };
}
