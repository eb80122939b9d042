import type { FigureGroup } from "../figure.ts";
import { bootFigures } from "./init-boot.ts";
import { faultFigures } from "./init-faults.ts";
import { graphFigures } from "./init-graph.ts";
import { buildInitImages } from "./init-images.ts";
import { modFigures } from "./init-mods.ts";

/** What process 1 takes of time, CPU and memory. Needs root, for the memory of a container's processes. */
export const init: FigureGroup = {
  id: "init",
  about: "starts, stops, services, mods and faults of the base",
  async figures() {
    const images = await buildInitImages();
    return [
      ...(await bootFigures(images)),
      ...(await graphFigures(images)),
      ...(await faultFigures(images)),
      ...(await modFigures(images)),
    ];
  },
};
