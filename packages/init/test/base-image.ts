/** The image the container tests stand on: the catalog's base, unless PORTHOLE_BASE_IMAGE names another. */
export const BASE_IMAGE = process.env.PORTHOLE_BASE_IMAGE ?? "porthole/base:latest";
