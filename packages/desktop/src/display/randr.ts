import type { ModeInfo, Randr, XClient } from "x11";
import type { XConnection } from "./connection.ts";
import { millimetres, modeOf } from "./mode.ts";

const ROTATE_0 = 1;
const CURRENT_TIME = 0;
const CONNECTED = 0;
/** Prefix of the names of modes made here. */
const OURS = "porthole-";

type Size = { width: number; height: number };
type Target = { output: number; crtc: number; size: Size };

/** Changes the size of the first output through RandR: any even size, made as a mode when it is first wanted. */
export class Screen {
  readonly #connection: XConnection;
  readonly #client: XClient;
  readonly #randr: Randr;

  private constructor(connection: XConnection, randr: Randr) {
    this.#connection = connection;
    this.#client = connection.client;
    this.#randr = randr;
  }

  /** @throws Error where the server has no RandR. */
  static async open(connection: XConnection): Promise<Screen> {
    return new Screen(connection, await connection.extension("randr"));
  }

  /** Gives the screen this size at `dpi` dots an inch. @throws Error where the server refuses. */
  async resize(size: Size, dpi: number): Promise<void> {
    const target = await this.#target();
    if (target.size.width === size.width && target.size.height === size.height) {
      return;
    }
    const mode = await this.#ensureMode(target.output, size);
    await this.#apply(target, size, mode, dpi);
    await this.#dropOtherModes(target.output, mode);
  }

  #resources(): Promise<{
    config_timestamp: number;
    crtcs: number[];
    outputs: number[];
    modeinfos: ModeInfo[];
  }> {
    return this.#connection.ask(done => this.#randr.GetScreenResourcesCurrent(this.#connection.root, done));
  }

  async #target(): Promise<Target> {
    const { outputs } = await this.#resources();
    for (const output of outputs) {
      const info = await this.#connection.ask<{ crtc: number; crtcs: number[]; connection: number }>(done =>
        this.#randr.GetOutputInfo(output, CURRENT_TIME, done),
      );
      const crtc = info.crtc || info.crtcs[0];
      if (info.connection === CONNECTED && crtc) {
        const { width, height } = await this.#connection.ask<Size>(done =>
          this.#randr.GetCrtcInfo(crtc, CURRENT_TIME, done),
        );
        return { output, crtc, size: { width, height } };
      }
    }
    throw new Error("the X server has no connected output");
  }

  async #ensureMode(output: number, { width, height }: Size): Promise<number> {
    const mode = modeOf(width, height);
    const { modeinfos } = await this.#resources();
    const known = modeinfos.find(info => info.name === mode.name);
    const id =
      known?.id ??
      (await this.#connection.ask<number>(done => this.#randr.CreateMode(this.#connection.root, mode, done)));
    this.#randr.AddOutputMode(output, id);
    return id;
  }

  /** Grows before and shrinks after, under a grab, so that no client sees a screen smaller than its picture. */
  async #apply({ output, crtc, size: old }: Target, size: Size, mode: number, dpi: number): Promise<void> {
    const setScreen = ({ width, height }: Size) =>
      this.#randr.SetScreenSize(
        this.#connection.root,
        width,
        height,
        millimetres(width, dpi),
        millimetres(height, dpi),
      );
    const { config_timestamp } = await this.#resources();
    const largest = { width: Math.max(old.width, size.width), height: Math.max(old.height, size.height) };
    this.#client.GrabServer();
    try {
      if (largest.width > old.width || largest.height > old.height) {
        setScreen(largest);
      }
      const { status } = await this.#connection.ask<{ status: number }>(done =>
        this.#randr.SetCrtcConfig(crtc, CURRENT_TIME, config_timestamp, 0, 0, mode, ROTATE_0, [output], done),
      );
      setScreen(status === 0 ? size : old);
      if (status !== 0) {
        throw new Error(`RandR refused ${size.width}x${size.height} (status ${status})`);
      }
    } finally {
      this.#client.UngrabServer();
    }
    await this.#connection.sync();
  }

  async #dropOtherModes(output: number, current: number): Promise<void> {
    const { modeinfos } = await this.#resources();
    for (const mode of modeinfos.filter(info => info.name.startsWith(OURS) && info.id !== current)) {
      this.#randr.DeleteOutputMode(output, mode.id);
      this.#randr.DestroyMode(mode.id);
    }
  }
}
