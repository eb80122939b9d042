import type { ModeInfo, Randr, XClient } from "x11";
import type { XConnection } from "./connection.ts";
import { millimetres, modeOf } from "./mode.ts";

const ROTATE_0 = 1;
const CURRENT_TIME = 0;
const CONNECTED = 0;
/** Prefix of the names of modes made here. */
const OURS = "porthole-";

/** Width and height in pixels. */
export type Size = { width: number; height: number };
/** A monitor's place on the screen, in pixels. */
export type Area = Size & { x: number; y: number };

/** An output of the X server and what shows on it; the area is empty while it is off. */
type Output = { id: number; crtc: number; connected: boolean; area: Area };
type Resources = { config_timestamp: number; crtcs: number[]; outputs: number[]; modeinfos: ModeInfo[] };
/** What is to become of an output. A mode of 0 turns it off. */
type Change = { output: Output; area: Area; mode: number };

const NOTHING: Area = { x: 0, y: 0, width: 0, height: 0 };

/** The areas of so many monitors side by side, by their numbers. */
export function sideBySide(sizes: ReadonlyMap<number, Size>): Map<number, Area> {
  const areas = new Map<number, Area>();
  let x = 0;
  for (const [number, { width, height }] of [...sizes].sort(([a], [b]) => a - b)) {
    areas.set(number, { x, y: 0, width, height });
    x += width;
  }
  return areas;
}

/** The X screen and its monitors through RandR: any even sizes, made as modes when they are first wanted. */
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

  /** Where a monitor is; `undefined` while it is off or where there is none of this number. */
  async area(number: number): Promise<Area | undefined> {
    const output = (await this.#outputs())[number];
    return output && output.area.width > 0 ? output.area : undefined;
  }

  /**
   * Gives monitors these sizes at `dpi` dots an inch, side by side in the order of their numbers, and turns all others off.
   * Number 0 stays as it is where its size is not given. @throws Error where the server refuses or has too few outputs.
   */
  async arrange(sizes: ReadonlyMap<number, Size>, dpi: number): Promise<Map<number, Area>> {
    const outputs = await this.#outputs();
    const [first] = outputs;
    if (!first) {
      throw new Error("the X server has no connected output");
    }
    const areas = sideBySide(sizes.has(0) ? sizes : new Map([...sizes, [0, first.area]]));
    const changes: Change[] = [];
    for (const [number, output] of outputs.entries()) {
      const area = areas.get(number) ?? NOTHING;
      if (!isSame(area, output.area)) {
        changes.push({ output, area, mode: area.width > 0 ? await this.#ensureMode(output.id, area) : 0 });
      }
    }
    const missing = [...areas.keys()].find(number => number >= outputs.length);
    if (missing !== undefined) {
      throw new Error(`the X server has ${outputs.length} outputs, none for monitor ${missing}`);
    }
    if (changes.length > 0) {
      await this.#apply(changes, bounds([...areas.values()]), dpi);
      await this.#dropOtherModes(outputs, [...areas.values()]);
    }
    return areas;
  }

  #resources(): Promise<Resources> {
    return this.#connection.ask(done => this.#randr.GetScreenResourcesCurrent(this.#connection.root, done));
  }

  /** Every output that can show something, the connected ones first: their order numbers the monitors. */
  async #outputs(): Promise<Output[]> {
    const { outputs } = await this.#resources();
    const infos = await Promise.all(
      outputs.map(id =>
        this.#connection.ask<{ crtc: number; crtcs: number[]; connection: number }>(done =>
          this.#randr.GetOutputInfo(id, CURRENT_TIME, done),
        ),
      ),
    );
    const taken = new Set(infos.map(({ crtc }) => crtc));
    const found = infos.map(async ({ crtc, crtcs, connection }, i): Promise<Output> => {
      const own = crtc || crtcs.find(one => !taken.has(one)) || 0;
      taken.add(own);
      const area = crtc ? await this.#crtcArea(crtc) : NOTHING;
      return { id: outputs[i] ?? 0, crtc: own, connected: connection === CONNECTED, area };
    });
    const usable = (await Promise.all(found)).filter(({ crtc }) => crtc !== 0);
    return [...usable.filter(one => one.connected), ...usable.filter(one => !one.connected)];
  }

  #crtcArea(crtc: number): Promise<Area> {
    return this.#connection.ask(done => this.#randr.GetCrtcInfo(crtc, CURRENT_TIME, done));
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

  /** Grows before and shrinks after, under a grab, so that no client sees a screen smaller than its monitors. */
  async #apply(changes: readonly Change[], size: Size, dpi: number): Promise<void> {
    const { client, root } = this.#connection;
    let now = await this.#connection.ask<Size>(done => client.GetGeometry(root, done));
    const setScreen = (to: Size) => {
      if (to.width !== now.width || to.height !== now.height) {
        const [width, height] = [millimetres(to.width, dpi), millimetres(to.height, dpi)];
        this.#randr.SetScreenSize(root, to.width, to.height, width, height);
        now = to;
      }
    };
    const { config_timestamp } = await this.#resources();
    this.#client.GrabServer();
    try {
      setScreen({ width: Math.max(now.width, size.width), height: Math.max(now.height, size.height) });
      for (const { output, area, mode } of changes) {
        const ids = mode === 0 ? [] : [output.id];
        const { status } = await this.#connection.ask<{ status: number }>(done =>
          this.#randr.SetCrtcConfig(
            output.crtc,
            CURRENT_TIME,
            config_timestamp,
            area.x,
            area.y,
            mode,
            ROTATE_0,
            ids,
            done,
          ),
        );
        if (status !== 0) {
          throw new Error(`RandR refused ${area.width}x${area.height} (status ${status})`);
        }
      }
      setScreen(size);
    } catch (error) {
      const outputs = await this.#outputs();
      setScreen(bounds(outputs.map(({ area }) => area)));
      throw error;
    } finally {
      this.#client.UngrabServer();
    }
    await this.#connection.sync();
  }

  async #dropOtherModes(outputs: readonly Output[], areas: readonly Area[]): Promise<void> {
    const used = new Set(areas.map(({ width, height }) => modeOf(width, height).name));
    const { modeinfos } = await this.#resources();
    for (const mode of modeinfos.filter(info => info.name.startsWith(OURS) && !used.has(info.name))) {
      for (const { id } of outputs) {
        this.#randr.DeleteOutputMode(id, mode.id);
      }
      this.#randr.DestroyMode(mode.id);
    }
  }
}

/** Whether two areas are the same. */
export function isSame(a: Area, b: Area): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

/** The size of a screen that holds them all. */
function bounds(areas: readonly Area[]): Size {
  return {
    width: Math.max(0, ...areas.map(({ x, width }) => x + width)),
    height: Math.max(0, ...areas.map(({ y, height }) => y + height)),
  };
}
