/** Labels Porthole writes on images and containers; every one starts with `porthole.`. */
export const LABEL = {
  /** The manifest's name, on images and containers. */
  image: "porthole.image",
  /** Content hash of everything the image was built from, 64 hex digits. */
  hash: "porthole.hash",
  /** The manifest as JSON, on images: a registry or a fleet reads it without the catalog. */
  manifest: "porthole.manifest",
  /** The app's name, on containers. */
  app: "porthole.app",
  /** Data folder on the host, on containers. */
  data: "porthole.data",
  /** Host address the ports were published on, on containers. */
  bind: "porthole.bind",
  /** On the packages of an image, below its files: the image's name. Empty on images. */
  layer: "porthole.layer",
} as const;

/** Repository of an image's tags. */
export function imageRepository(name: string): string {
  return `porthole/${name}`;
}

/** Name of an app's container. */
export function containerName(app: string): string {
  return `porthole-${app}`;
}
