import { expect, it } from "vitest";
import { chooseDrawing, type DrawingWish } from "./drawing.ts";

/** A device that exists and opens, whatever it leads to. */
const NODE = "/dev/null";

function choose({
  node = NODE,
  zink = true,
  env = {},
  pci = undefined as string | undefined,
  renderer = () => "zink Vulkan 1.3(AMD Radeon RX 6600 (RADV NAVI23))",
}: Partial<DrawingWish> & {
  env?: Record<string, string>;
  pci?: string | undefined;
  renderer?: () => string;
} = {}) {
  return chooseDrawing({ node, zink }, env, () => pci, renderer);
}

it("gives programs a GPU that OpenGL has drawn with", () => {
  expect(choose()).toEqual({
    device: "zink Vulkan 1.3(AMD Radeon RX 6600 (RADV NAVI23))",
    variables: {
      GALLIUM_DRIVER: "zink",
      MESA_LOADER_DRIVER_OVERRIDE: "zink",
      LIBGL_KOPPER_DRI2: "1",
      MESA_VK_WSI_DEBUG: "sw",
    },
  });
});

it("names the one GPU of the node that is asked for", () => {
  expect(choose({ pci: "0000:03:00.0" })).toMatchObject({ variables: { DRI_PRIME: "pci-0000_03_00_0!" } });
});

it.each([
  ["a node that is not there", { node: "/dev/dri/renderD255" }, /no render node \(\/dev\/dri\/renderD255\)/],
  ["a node that does not open", { node: "/tmp" }, /\/tmp does not open \(EISDIR\)/],
  ["no node at all", { node: "none" }, /switched off by DRINODE/],
  ["DISABLE_ZINK", { zink: false }, /switched off by DISABLE_ZINK/],
  ["a person's own choice", { env: { LIBGL_ALWAYS_SOFTWARE: "1" } }, /LIBGL_ALWAYS_SOFTWARE is set/],
  [
    "a Vulkan that is the processor's",
    { renderer: () => "zink Vulkan 1.4(llvmpipe (LLVM 19.1.7, 256 bits) (MESA_LLVMPIPE))" },
    /no GPU/,
  ],
  ["an OpenGL that is not Zink's", { renderer: () => "llvmpipe (LLVM 19.1.7, 256 bits)" }, /no GPU/],
  [
    "a driver that fails",
    {
      renderer: () => {
        throw new Error("eglInitialize failed with 0x3001");
      },
    },
    /no OpenGL by Vulkan with \/dev\/null: eglInitialize failed with 0x3001/,
  ],
])("leaves drawing to the processor with %s, and says why", (_, given, why) => {
  expect(choose(given)).toEqual({ why: expect.stringMatching(why) });
});
