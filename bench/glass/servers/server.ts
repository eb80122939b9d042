import type { Page } from "playwright-core";

/** A way to see a desktop in a browser: Porthole, or a peer. */
export type Server = {
  id: string;
  title: string;
  /** Programs it is made of, each with Debian's package that has it. */
  needs: Readonly<Record<string, string>>;
  /** Starts it with an empty desktop of 1920×1080. @throws Error with what is missing on this machine */
  start(): Promise<RunningServer>;
  /** Starts it once more, with colour at full resolution (4:4:4); undefined where it is measured without. */
  startFullColour?(): Promise<RunningServer>;
  /** Megabytes (10^6) that it adds to an image, what it is run by included. */
  installed(): Promise<number>;
};

/** One that runs. Disposing it ends everything it started. */
export type RunningServer = AsyncDisposable & {
  /** Name of its X display. */
  display: string;
  /** Port of the page and of the stream, plain http on 127.0.0.1. */
  port: number;
  /** Path of the page, with what makes it show the desktop by itself. */
  path: string;
  /** Its processes now: those that serve, and the X server where it is one of its own. */
  processes(): Promise<{ serving: number[]; display: number[] }>;
  /** Kills what serves, and starts it again at once where nothing else does. */
  kill(): Promise<void>;
  /** Killing it kills the desktop too. */
  diesWithDesktop: boolean;
  /** Has its page measure the delay itself; undefined where that has no such figure. */
  watchLatency?(page: Page): Promise<LatencyWatch>;
};

/** A page that shows how long changes take to its screen, until disposed. */
export type LatencyWatch = AsyncDisposable & {
  /** Milliseconds, as the page shows them now. */
  read(): Promise<number>;
};
