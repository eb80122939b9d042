import { accessSync, constants, existsSync, readdirSync } from "node:fs";

const RENDER_NODES = "/dev/dri";
/** What NVIDIA's container runtime puts into a container; the second is that of Windows' Linux. */
const NVIDIA = ["/dev/nvidiactl", "/dev/dxg"];

/** A device to encode with, or why there is none. */
export type Found = { path: string } | { why: string };

/** The render node to encode with: that of the settings, or the first there is. */
export function findRenderNode(node: "auto" | "none" | (string & {})): Found {
  if (node === "none") {
    return { why: "switched off by DRI_NODE, AUTO_GPU or SELKIES_USE_CPU" };
  }
  const path = node === "auto" ? firstRenderNode() : node;
  if (path === undefined || !existsSync(path)) {
    return { why: `no render node (${path ?? `${RENDER_NODES}/renderD*`}) in the container` };
  }
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return { path };
  } catch {
    return { why: `${path} may not be opened by the session's user` };
  }
}

/** NVENC finds its device by itself, where there is one. */
export function findNvidia(isWanted: boolean): Found {
  if (!isWanted) {
    return { why: "switched off by SELKIES_USE_CPU" };
  }
  return NVIDIA.some(path => existsSync(path))
    ? { path: "" }
    : { why: `no NVIDIA device (${NVIDIA[0]}) in the container` };
}

function firstRenderNode(): string | undefined {
  try {
    const names = readdirSync(RENDER_NODES).filter(name => name.startsWith("renderD"));
    const [first] = names.sort();
    return first && `${RENDER_NODES}/${first}`;
  } catch {
    return undefined;
  }
}
