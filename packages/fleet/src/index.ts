/** Running apps: up, down, restart, status, and the state that is kept of them. */
export {
  type App,
  type Fleet,
  findApp,
  findInstalled,
  findRunning,
  type InstalledApp,
  notRunning,
  type RunningApp,
} from "./app.ts";
export { parseSize } from "./container-spec.ts";
export { down, restart } from "./down.ts";
export type { AppState } from "./health.ts";
export { makeFolder, replaceFile, stateError } from "./owned-files.ts";
export { findHome, type Home, invokingUser, type Owner } from "./owner.ts";
export { holderOf, isFree } from "./port-holder.ts";
export { LOOPBACK } from "./ports.ts";
export type { AppDetails, AppReport } from "./report.ts";
export { statusAll, statusOne } from "./status.ts";
export { type UpEvent, type UpOptions, type UpResult, up } from "./up.ts";
