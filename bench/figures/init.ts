import type { Figure, FigureGroup } from "../figure.ts";
import { bootFigures } from "./init-boot.ts";
import { faultFigures } from "./init-faults.ts";
import { graphFigures } from "./init-graph.ts";
import { buildInitImages, type InitImages } from "./init-images.ts";
import { modFigures } from "./init-mods.ts";

let images: Promise<InitImages> | undefined;

/** What process 1 takes of time, CPU and memory. Needs root, for the memory of a container's processes. */
export const init: readonly FigureGroup[] = [
  group("init-boot", "starts and stops of the base", bootFigures),
  group("init-graph", "what each further service costs", graphFigures),
  group("init-faults", "processes that die by the thousand", faultFigures),
  group("init-mods", "registries of mods that are not there", modFigures),
];

function group(id: string, about: string, figures: (images: InitImages) => Promise<Figure[]>): FigureGroup {
  return {
    id,
    about,
    figures: async () => {
      images ??= buildInitImages();
      return figures(await images);
    },
  };
}
