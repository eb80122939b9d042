/** The server inside a desktop image: display, capture, encode, input, sharing. Runs as `main.ts`. */
export { type DesktopServer, type ServerFiles, startServer } from "./server.ts";
export { readSettings, type Settings } from "./settings.ts";
