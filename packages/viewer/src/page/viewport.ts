import type { Viewport } from "../bridge.ts";

const LEAST = 16;
const MOST = 0xffff;

/** Size of an element in device pixels, exact where the browser tells. */
export function measure(target: HTMLElement, entry?: ResizeObserverEntry): Viewport {
  const ratio = window.devicePixelRatio;
  const box = entry?.devicePixelContentBoxSize?.[0];
  return {
    width: side(exact(box?.inlineSize, target.clientWidth * ratio)),
    height: side(exact(box?.blockSize, target.clientHeight * ratio)),
    scale: side(ratio * 100),
  };
}

/** Calls back whenever the element's size in device pixels, or the device pixel ratio, may have changed. */
export function observeViewport(target: HTMLElement, onChange: (viewport: Viewport) => void): void {
  const observer = new ResizeObserver(([entry]) => onChange(measure(target, entry)));
  try {
    observer.observe(target, { box: "device-pixel-content-box" });
  } catch {
    observer.observe(target);
  }
  observeRatio(() => onChange(measure(target)));
}

function observeRatio(onChange: () => void): void {
  matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`).addEventListener(
    "change",
    () => {
      onChange();
      observeRatio(onChange);
    },
    { once: true },
  );
}

/** What the browser tells, unless it leaves the ratio out, as Chromium does while it emulates another screen. */
function exact(told: number | undefined, reckoned: number): number {
  return told !== undefined && Math.abs(told - reckoned) < 2 ? told : reckoned;
}

function side(value: number): number {
  return Math.max(LEAST, Math.min(MOST, Math.round(value)));
}
