import type { ToPage } from "../bridge.ts";

type Cursor = Extract<ToPage, { kind: "cursor" }>;

/** Pixels a side that browsers accept for a cursor, in CSS pixels (Chromium and Firefox refuse more). */
const MOST = 128;

/** CSS `cursor` for the server's pointer picture, as large on the screen as in the desktop's pixels; `none` where it is hidden. */
export function cursorCss({ hotX, hotY, width, height, png }: Cursor, ratio: number): string {
  if (png.length === 0) {
    return "none";
  }
  const resolution = Math.max(ratio, Math.max(width, height) / MOST);
  const hot = [hotX, hotY].map(value => Math.floor(value / resolution)).join(" ");
  return `image-set(url("data:image/png;base64,${base64(png)}") ${resolution}x) ${hot}, default`;
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}
