import { imageRepository, LABEL } from "@porthole/contract";
import type { Engine } from "@porthole/engine";
import { BUILD_CONTAINER } from "./build-container.ts";
import type { Catalog } from "./catalog.ts";
import { short } from "./digest.ts";
import { type Plan, planImage } from "./plan.ts";

/** How many builds of one image are kept, so that a step back needs no build. */
const KEPT = 2;

/** One image of the catalog as it stands in the engine. */
export type ImageState = {
  name: string;
  /** `built` from what is there now, `stale` where the sources have changed since, `absent` where there is none. */
  state: "built" | "stale" | "absent";
  /** Tag of the newest build, or of the one that would be built. */
  tag: string;
  /** Bytes, where there is a build. */
  size?: number;
  /** ISO 8601, where there is a build. */
  created?: string;
};

/** The engine's id of an image, or nothing. */
export async function findImage(engine: Engine, reference: string): Promise<string | undefined> {
  try {
    return (await engine.docker.getImage(reference).inspect()).Id;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) {
      return undefined;
    }
    throw error;
  }
}

/** Every image of the catalog and how it stands in the engine. */
export async function imageStates(engine: Engine, root: string, catalog: Catalog): Promise<ImageState[]> {
  return Promise.all(
    [...catalog.keys()].map(async name => {
      const [plan, builds] = await Promise.all([planImage(root, catalog, name), buildsOf(engine, name)]);
      const wanted = `${imageRepository(name)}:${short(plan.hash)}`;
      const current = builds.find(image => image.RepoTags?.includes(wanted));
      const image = current ?? builds[0];
      return {
        name,
        state: current ? "built" : image ? "stale" : "absent",
        tag: current ? wanted : (image?.RepoTags?.find(tag => !tag.endsWith(":latest")) ?? wanted),
        ...(image ? { size: image.Size, created: new Date(image.Created * 1000).toISOString() } : {}),
      } as const;
    }),
  );
}

/** Removes containers of builds that were killed. Builds take a lock, so none of them is another's. */
export async function removeLeftovers(engine: Engine): Promise<void> {
  const leftovers = await engine.docker.listContainers({
    all: true,
    filters: { name: [`^/${BUILD_CONTAINER.replaceAll(".", "\\.")}`] },
  });
  await Promise.all(
    leftovers.map(({ Id }) =>
      engine.docker
        .getContainer(Id)
        .remove({ force: true })
        .catch(() => undefined),
    ),
  );
}

/** Removes older builds of an image, its layers, roots and toolchains; the engine keeps what is in use. */
export async function retireOlder(engine: Engine, plan: Plan): Promise<void> {
  const builds = await buildsOf(engine, plan.name);
  const wanted = plan.system.map(layer => layer.tag);
  const layers = await engine.docker.listImages({ filters: { label: [`${LABEL.layer}=${plan.name}`] } });
  const oldLayers = layers.filter(image => !image.RepoTags?.some(tag => wanted.includes(tag)));
  const shared = await engine.docker.listImages({
    filters: { reference: [plan.root.tag, plan.toolchain].map(tag => tag.replace(/:.*/, "")) },
  });
  const oldShared = shared.filter(
    image => !image.RepoTags?.some(tag => tag === plan.root.tag || tag === plan.toolchain),
  );
  const tags = [...builds.slice(KEPT), ...oldLayers, ...oldShared].flatMap(image => image.RepoTags ?? []);
  await Promise.all(
    tags
      .filter(tag => tag !== "<none>:<none>" && !tag.endsWith(":latest"))
      .map(tag =>
        engine.docker
          .getImage(tag)
          .remove()
          .catch(() => undefined),
      ),
  );
}

/** Builds of an image, newest first. */
async function buildsOf(engine: Engine, name: string) {
  const images = await engine.docker.listImages({ filters: { label: [`${LABEL.image}=${name}`] } });
  return images.sort((a, b) => b.Created - a.Created);
}
