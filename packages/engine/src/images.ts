import type { ImageInfo } from "dockerode";
import type { Engine } from "./connect.ts";
import { statusOf, talk } from "./engine-error.ts";

/** Id of the image that a tag or id names; undefined where the engine has none. */
export async function findImage(engine: Engine, reference: string): Promise<string | undefined> {
  return await talk("Looking for the image", async () => {
    try {
      return (await engine.docker.getImage(reference).inspect()).Id;
    } catch (error) {
      if (statusOf(error) === 404) {
        return undefined;
      }
      throw error;
    }
  });
}

/** Every image that has `label`. */
export async function imagesWithLabel(engine: Engine, label: string): Promise<ImageInfo[]> {
  return await talk("Listing images", () => engine.docker.listImages({ filters: { label: [label] } }));
}
