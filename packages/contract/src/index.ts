/** What an image promises: manifest schema, environment variables, labels, tags. Pure: no Node, no DOM. */
export * from "./catalog-page.ts";
export * from "./error.ts";
export * from "./health.ts";
export * from "./labels.ts";
export * from "./manifest.ts";
export * from "./reference.ts";
export * from "./suggest.ts";
