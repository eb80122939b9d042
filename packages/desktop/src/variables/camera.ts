import { type Kind, text } from "./kinds.ts";
import type { Variables } from "./variable.ts";

/** Largest picture that is asked of a page. */
const LARGEST = { width: 1920, height: 1080 };

/** Pixels, both even. */
const size: Kind<{ width: number; height: number }> = {
  wanted: `even width and height up to ${LARGEST.width}x${LARGEST.height}, such as "640x480"`,
  bounds: `16x16–${LARGEST.width}x${LARGEST.height}`,
  read(words) {
    const [, width = 0, height = 0] = (/^(\d{2,4})x(\d{2,4})$/.exec(words) ?? []).map(Number);
    const fits = width >= 16 && height >= 16 && width <= LARGEST.width && height <= LARGEST.height;
    return fits && width % 2 === 0 && height % 2 === 0 ? { width, height } : undefined;
  },
};

/** What applications see of the person at the page. */
export const cameraVariables = {
  PORTHOLE_CAMERA_DEVICE: {
    kind: text('the path of a v4l2loopback device, or "none"'),
    purpose:
      "The v4l2loopback device that shows a page's camera; `none` for no camera. Unless set, the first of `/dev/video*` that is one.",
  },
  PORTHOLE_CAMERA_SIZE: { kind: size, initial: "640x480", purpose: "Pixels of the camera's picture." },
} as const satisfies Variables;
