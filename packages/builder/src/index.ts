/** From manifest to image. */
import type { Manifest } from "@porthole/contract";
import type { Engine } from "@porthole/engine";

/** One folder below `images/`, its manifest read and validated. */
export type CatalogEntry = { manifest: Manifest; folder: string };
/** Every image by name, sorted. */
export type Catalog = ReadonlyMap<string, CatalogEntry>;

/** An image that stands in the engine. */
export type BuiltImage = {
  name: string;
  /** Content hash of everything it was built from, 64 hex digits. */
  hash: string;
  /** Engine's image id. */
  id: string;
  /** `porthole/NAME:<first 12 digits of hash>` */
  tag: string;
  manifest: Manifest;
};

/** What a build tells while it runs. */
export type BuildEvent =
  | { kind: "start"; step: string; text: string }
  | { kind: "end"; step: string; seconds: number }
  | { kind: "log"; step: string; line: string };

/** How an image is built. */
export type BuildOptions = {
  /** Stops the build; nothing half-made is left. */
  signal?: AbortSignal;
  onEvent?: (event: BuildEvent) => void;
  /** Builds again although nothing changed. */
  rebuild?: boolean;
  /** PEM file with certificates to trust while building, for networks that intercept HTTPS. */
  caFile?: string;
  /** Debian mirror; `http://deb.debian.org/debian` when left out. */
  mirror?: string;
};

/** Reads `images/` below `root`. @throws PortholeError `manifest-invalid` */
export declare function loadCatalog(root: string): Promise<Catalog>;
/** The hash that an image built now would have. */
export declare function imageHash(root: string, catalog: Catalog, name: string): Promise<string>;
/** The image as built from what is there now, built if it does not stand in the engine yet. */
export declare function ensureImage(
  engine: Engine,
  root: string,
  catalog: Catalog,
  name: string,
  options?: BuildOptions,
): Promise<BuiltImage>;
