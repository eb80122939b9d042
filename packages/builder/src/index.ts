/** From manifest to image: catalog, layers, parts built from `packages/`. */
export { type Catalog, type CatalogEntry, lineage, loadCatalog } from "./catalog.ts";
export { type BuildOptions, type BuiltImage, ensureImage, imageHash } from "./ensure-image.ts";
export type { BuildEvent } from "./events.ts";
export { type ImageState, imageStates } from "./stored-images.ts";
