import type { ToPage } from "../bridge.ts";

type Cursor = Extract<ToPage, { kind: "cursor" }>;

/**
 * CSS pixels a side up to which the browser draws the pointer itself. Beyond them Chromium shows its own pointer instead
 * wherever the picture would leave the page, and beyond 128 no browser shows any.
 */
const MOST = 32;

/** The pointer on the page. */
export type PagePointer = {
  show(cursor: Cursor): void;
  /** Shows what was shown under this number before. */
  again(slot: number): void;
  /** The size of a desktop pixel may have changed. */
  rescale(): void;
};

/** CSS `cursor` for a picture that is small enough; `scale` in CSS pixels a desktop pixel. `undefined` where it is too large. */
export function cursorCss(
  { hotX, hotY, width, height }: Cursor,
  url: string,
  scale: number,
): string | undefined {
  if (Math.max(width, height) * scale > MOST) {
    return undefined;
  }
  const hot = [hotX, hotY].map(value => Math.floor(value * scale)).join(" ");
  return `image-set(url("${url}") ${1 / scale}x) ${hot}, default`;
}

/** Shows the desktop's pointer over `stage`: as the browser's own where that can be, else as an image that follows it. */
export function openCursor(stage: HTMLElement, scale: () => number): PagePointer {
  const kept = new Map<number, { cursor: Cursor; url: string }>();
  const image = new Image();
  image.id = "pointer";
  image.alt = "";
  image.hidden = true;
  stage.append(image);
  let shown: { cursor: Cursor; url: string } | undefined;
  let at: { x: number; y: number } | undefined;

  function place(): void {
    if (image.hidden || !shown || !at) {
      return;
    }
    const { hotX, hotY } = shown.cursor;
    const left = at.x - hotX * scale();
    const top = at.y - hotY * scale();
    image.style.transform = `translate(${left}px, ${top}px)`;
  }

  function draw(): void {
    if (!shown) {
      return;
    }
    const { cursor, url } = shown;
    const css = cursor.png.length === 0 ? "none" : cursorCss(cursor, url, scale());
    stage.style.cursor = css ?? "none";
    image.hidden = css !== undefined || !at;
    if (css === undefined) {
      image.src = url;
      image.style.width = `${cursor.width * scale()}px`;
      image.style.height = `${cursor.height * scale()}px`;
      place();
    }
  }

  function follow(event: PointerEvent): void {
    const before = at;
    at = event.pointerType === "touch" ? undefined : { x: event.clientX, y: event.clientY };
    if (!before !== !at) {
      draw();
    }
    place();
  }

  stage.addEventListener("pointermove", follow);
  stage.addEventListener("pointerdown", follow);
  stage.addEventListener("pointerleave", () => {
    at = undefined;
    draw();
  });

  function again(slot: number): void {
    shown = kept.get(slot) ?? shown;
    draw();
  }
  return {
    show(cursor) {
      kept.set(cursor.slot, { cursor, url: `data:image/png;base64,${base64(cursor.png)}` });
      again(cursor.slot);
    },
    again,
    rescale: draw,
  };
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}
