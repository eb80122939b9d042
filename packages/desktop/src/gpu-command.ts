/**
 * Run once before the session: finds out whether its programs can draw with a GPU. Prints a line for the log, and then the
 * variables that they get. Whatever a driver does to this process, the session goes on.
 */
import { readlinkSync } from "node:fs";
import { basename } from "node:path";
import { chooseDrawing } from "./gpu/drawing.ts";
import { openGlRenderer } from "./gpu/renderer.ts";
import { vulkanGpus } from "./gpu/vulkan.ts";
import { readerOf } from "./variables/table.ts";

/** A device of the PCI bus is a folder of that name in sysfs. */
function pciOf(node: string): string | undefined {
  try {
    const device = basename(readlinkSync(`/sys/class/drm/${basename(node)}/device`));
    return /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(device) ? device : undefined;
  } catch {
    return undefined;
  }
}

try {
  const read = readerOf(process.env);
  const other = read("DRI_NODE");
  const node = read("DRINODE") ?? (other === "auto" && !read("AUTO_GPU") ? "none" : other);
  const drawing = chooseDrawing({ node, zink: !read("DISABLE_ZINK") }, process.env, pciOf, variables => {
    Object.assign(process.env, variables);
    if (vulkanGpus().length === 0) {
      throw new Error("Vulkan finds no GPU");
    }
    return openGlRenderer(read("DISPLAY"));
  });
  if ("why" in drawing) {
    console.log(`programs draw with the processor: ${drawing.why}`);
  } else {
    console.log(`programs draw with the GPU: ${drawing.device}`);
    for (const [name, value] of Object.entries(drawing.variables)) {
      console.log(`${name}=${value}`);
    }
  }
} catch (error) {
  console.log(`programs draw with the processor: ${error instanceof Error ? error.message : String(error)}`);
}
