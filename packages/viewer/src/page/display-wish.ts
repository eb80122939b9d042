import type { Viewport } from "../bridge.ts";
import { remembered } from "./remember.ts";

/** Least and most pixels a side that a person may ask for. */
export const SIDE = { least: 320, most: 7680 } as const;

/** What a person wants of the desktop's size and place, in this browser. */
export type DisplayWish = {
  /** Pixels the desktop has; undefined: as many as the window. */
  size?: { width: number; height: number };
  /** Size of what is on the desktop, in hundredths; undefined: as this screen's. */
  scale?: number;
  /** Whether a picture of another size than the window is enlarged by whole numbers alone. */
  whole?: boolean;
};

/** What is wanted of the display, and how it is changed. */
export type DisplayWishes = {
  get(): DisplayWish;
  set(wish: DisplayWish): void;
  /** What the server is asked for while the window is of this size. */
  ask(window: Viewport): Viewport;
};

/** Reads what was wanted the last time; `onChange` after each change. */
export function displayWishes(onChange: () => void): DisplayWishes {
  const kept = remembered("display", isWish);
  const get = () => kept.get() ?? {};
  return {
    get,
    set(wish) {
      kept.set(Object.keys(wish).length > 0 ? wish : undefined);
      onChange();
    },
    ask: window => ({ ...window, ...get().size, scale: get().scale ?? window.scale }),
  };
}

function isWish(value: unknown): value is DisplayWish {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const { size, scale, whole, ...others } = value as Record<string, unknown>;
  return (
    Object.keys(others).length === 0 &&
    (size === undefined || isSize(size)) &&
    (scale === undefined || isWithin(scale, 50, 400)) &&
    (whole === undefined || typeof whole === "boolean")
  );
}

function isSize(value: unknown): boolean {
  const { width, height } = (value ?? {}) as Record<string, unknown>;
  return isWithin(width, SIDE.least, SIDE.most) && isWithin(height, SIDE.least, SIDE.most);
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
