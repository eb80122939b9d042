/** The one door to the container engine: nothing else in Porthole speaks its API. */
export * from "./connect.ts";
export * from "./containers.ts";
export * from "./engine-error.ts";
export * from "./exec.ts";
export * from "./images.ts";
export * from "./lock.ts";
export * from "./logs.ts";
export * from "./start.ts";
