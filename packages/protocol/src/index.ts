export * from "./camera.ts";
/** The wire between desktop and viewer, compiled into both ends. Pure: no Node, no DOM. See docs/protocol.md. */
export * from "./codec.ts";
export * from "./files.ts";
export * from "./input.ts";
export * from "./jitter.ts";
export * from "./messages.ts";
export * from "./needs.ts";
export * from "./parts.ts";
export * from "./settings.ts";
export * from "./sharing.ts";
export * from "./sound.ts";
export * from "./transfer.ts";
