import { closeSync, constants, openSync } from "node:fs";
import { findNvidia, findRenderNode } from "../encode/devices.ts";
import type { Environment } from "../variables/variable.ts";

/**
 * OpenGL by way of Vulkan (Mesa's Zink). The X server has no DRI3, so neither NVIDIA's own OpenGL nor Mesa's can show what a GPU
 * has drawn; Vulkan can, by a copy. Names as in Mesa's documentation of environment variables.
 */
const ZINK = {
  GALLIUM_DRIVER: "zink",
  MESA_LOADER_DRIVER_OVERRIDE: "zink",
  LIBGL_KOPPER_DRI2: "1",
  MESA_VK_WSI_DEBUG: "sw",
} as const;
/** Who sets one of these has chosen. */
const CHOSEN = [...Object.keys(ZINK), "LIBGL_ALWAYS_SOFTWARE", "DRI_PRIME"];

/** What the session's programs draw with: the GPU, and the variables that make it so; or the processor, and why. */
export type Drawing = { device: string; variables: Record<string, string> } | { why: string };

/** What is asked for. */
export type DrawingWish = {
  /** As in `DRINODE`. */
  node: string;
  /** Whether Zink may be used. */
  zink: boolean;
};

/**
 * Chooses what the session's programs draw with.
 *
 * @param pciOf address of a node's device on its bus, "0000:03:00.0"; undefined where it has none
 * @param rendererWith name of OpenGL's renderer where these variables are set. @throws Error where there is no OpenGL then
 */
export function chooseDrawing(
  wish: DrawingWish,
  env: Environment,
  pciOf: (node: string) => string | undefined,
  rendererWith: (variables: Record<string, string>) => string,
): Drawing {
  const chosen = CHOSEN.find(name => env[name]);
  if (chosen !== undefined) {
    return { why: `${chosen} is set, and stays as it is` };
  }
  if (!wish.zink) {
    return { why: "switched off by DISABLE_ZINK" };
  }
  const device = findDevice(wish.node);
  if ("why" in device) {
    return device;
  }
  const variables: Record<string, string> = { ...ZINK };
  const pci = wish.node === "auto" ? undefined : pciOf(device.path);
  if (pci !== undefined) {
    // The "!" hides every other GPU.
    variables.DRI_PRIME = `pci-${pci.replace(/[:.]/g, "_")}!`;
  }
  try {
    const renderer = rendererWith(variables);
    return /^zink/i.test(renderer) && !/llvmpipe|lavapipe|swiftshader/i.test(renderer)
      ? { device: renderer, variables }
      : { why: `OpenGL by Vulkan gives "${renderer}" with ${device.path}, which is no GPU` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { why: `no OpenGL by Vulkan with ${device.path}: ${reason}` };
  }
}

/** NVIDIA's device where no other is named, else the render node; each has to exist and open. */
function findDevice(node: string): { path: string } | { why: string } {
  if (node === "none") {
    return { why: "switched off by DRINODE, DRI_NODE or AUTO_GPU" };
  }
  const found = findRenderNode(node);
  if ("why" in found) {
    return node === "auto" && "path" in findNvidia(true) ? { path: "the NVIDIA device" } : found;
  }
  try {
    closeSync(openSync(found.path, constants.O_RDWR));
    return found;
  } catch (error) {
    return { why: `${found.path} does not open (${(error as NodeJS.ErrnoException).code})` };
  }
}
