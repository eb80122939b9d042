import type { SinkItem, ToWorker, Viewport } from "../bridge.ts";
import type { Mounted } from "../draw/sink.ts";
import { SINKS } from "../draw/table.ts";
import { desktopPoint, type Placement, placeIn, type Size } from "./placement.ts";

/** Where pictures appear: mounts sinks and keeps the picture in its place. */
export type Screen = {
  mount(mount: number, name: string): void;
  receive(mount: number, item: SinkItem): void;
  /** The desktop has this size from the next picture on. */
  setPicture(size: Size): void;
  setViewport(viewport: Viewport): void;
  /** Whether a smaller picture is enlarged by whole numbers alone. */
  setWhole(whole: boolean): void;
  /** CSS pixels a desktop pixel takes. */
  scale(): number;
  /** Whether the worker hears when frames are presented. */
  follow(on: boolean): void;
  /** Point of the page, in CSS pixels, of the middle of a desktop pixel; undefined before the first picture. */
  pagePoint(x: number, y: number): { x: number; y: number } | undefined;
  /** Desktop pixel under a point in CSS pixels; undefined before the first picture. */
  desktopPoint(x: number, y: number): { x: number; y: number } | undefined;
};

/** Makes the screen inside `host`. */
export function openScreen(
  host: HTMLElement,
  first: Viewport,
  post: (message: ToWorker, transfer: Transferable[]) => void,
): Screen {
  let viewport = first;
  let picture: Size | undefined;
  let place: Placement | undefined;
  let mounted: { mount: number; half: Mounted } | undefined;
  let whole = false;
  let following: AbortController | undefined;

  function followFrames({ signal }: AbortController): void {
    mounted?.half.onPresented?.(
      (timestamp, at) => post({ kind: "presented", timestamp, at: performance.timeOrigin + at }, []),
      signal,
    );
  }

  function layOut(): void {
    if (!picture) {
      return;
    }
    place = placeIn(viewport, picture, whole);
    const ratio = window.devicePixelRatio;
    for (const side of ["left", "top", "width", "height"] as const) {
      host.style[side] = `${place[side] / ratio}px`;
    }
    // Whole multiples stay sharp; anything else is better smoothed.
    host.style.imageRendering = Number.isInteger(place.scale) ? "pixelated" : "auto";
  }

  return {
    mount(mount, name) {
      const sink = SINKS.find(row => row.name === name);
      if (!sink) {
        throw new TypeError(`no sink ${name}`);
      }
      mounted?.half.close?.();
      const half = sink.mount();
      mounted = { mount, half };
      if (following) {
        followFrames(following);
      }
      host.replaceChildren(half.element);
      host.dataset.sink = name;
      post({ kind: "surface", mount, surface: half.surface }, half.transfer);
    },
    receive(mount, item) {
      if (mounted?.mount === mount) {
        mounted.half.receive?.(item);
      }
    },
    setPicture(size) {
      picture = size;
      layOut();
    },
    follow(on) {
      following?.abort();
      following = on ? new AbortController() : undefined;
      if (following) {
        followFrames(following);
      }
    },
    setViewport(now) {
      viewport = now;
      layOut();
    },
    setWhole(now) {
      whole = now;
      layOut();
    },
    scale: () => (place?.scale ?? 1) / window.devicePixelRatio,
    pagePoint(x, y) {
      const ratio = window.devicePixelRatio;
      return (
        place && {
          x: (place.left + (x + 0.5) * place.scale) / ratio,
          y: (place.top + (y + 0.5) * place.scale) / ratio,
        }
      );
    },
    desktopPoint(x, y) {
      const ratio = window.devicePixelRatio;
      return picture && place ? desktopPoint(place, picture, x * ratio, y * ratio) : undefined;
    },
  };
}
