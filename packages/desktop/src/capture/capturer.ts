import type { Damage, Fixes, Randr, Shm } from "x11";
import { XConnection } from "../display/connection.ts";
import { type Area, isSame, Screen, type Size } from "../display/randr.ts";
import type { Picture } from "../encode/encoder.ts";
import { SharedSegment } from "../native/shared-segment.ts";
import type { Mark } from "../watermark/load.ts";
import { Watermark } from "../watermark/watermark.ts";
import { ageOf } from "./age.ts";
import { ChangedBoxes } from "./changed-boxes.ts";
import { type Band, bandsOf, clip, evenOutwards, type Rect, rowsBeside } from "./region.ts";

/** `AllPlanes` and `ZPixmap` of the X protocol. */
const ALL_PLANES = 0xffffffff;
const Z_PIXMAP = 2;
const STRUCTURE_NOTIFY = 1 << 17;

/** Segment and its name at the X server, for one size of screen. */
type Surface = { segment: SharedSegment; id: number; width: number; height: number };

/**
 * Reads one monitor of an X display: XDamage says what changed, MIT-SHM fetches only those rows into their place.
 * Sizes are cut to even numbers, as encoders need.
 */
export class Capturer implements Disposable {
  readonly #connection: XConnection;
  readonly #damage: Damage;
  readonly #shm: Shm;
  readonly #fixes: Fixes;
  readonly #damageId: number;
  readonly #region: number;
  readonly #watermark: Watermark | undefined;
  readonly #screen: Screen;
  readonly #monitor: number;
  #surface: Surface | undefined;
  /** Where the monitor is; `undefined` while it is off. */
  #area: Area | undefined;
  #areaKnown: boolean = false;
  #dirty: boolean = true;
  /** What the X server said had changed when it first said so: it is fetched without asking what else has. */
  #told: Rect | undefined;
  /** While pixels are compared. */
  #boxes: ChangedBoxes | undefined;
  #since = performance.now();
  /** Called when something changed since the last {@link fetch}. */
  onDirty: () => void = () => undefined;

  private constructor(
    connection: XConnection,
    extensions: { damage: Damage; shm: Shm; fixes: Fixes; randr: Randr },
    screen: Screen,
    monitor: number,
    mark: Mark | undefined,
  ) {
    this.#connection = connection;
    this.#damage = extensions.damage;
    this.#shm = extensions.shm;
    this.#fixes = extensions.fixes;
    this.#screen = screen;
    this.#monitor = monitor;
    this.#watermark = mark && new Watermark(mark, () => this.#becomeDirty());
    this.#damageId = connection.client.AllocID();
    this.#region = connection.client.AllocID();
    this.#fixes.CreateRegion(this.#region, []);
    this.#damage.Create(this.#damageId, connection.root, this.#damage.ReportLevel.NonEmpty);
    connection.client.ChangeWindowAttributes(connection.root, { eventMask: STRUCTURE_NOTIFY });
    connection.onEvent(event => {
      if (event.name === "DamageNotify") {
        const { x = 0, y = 0, w = 0, h = 0 } = event.area ?? {};
        this.#told = { x, y, width: w, height: h };
        this.#becomeDirty(ageOf(event.time));
      } else if (event.name === "ConfigureNotify" && event.wid === connection.root) {
        this.#forgetArea();
      } else if (event.name === "RRScreenChangeNotify") {
        this.#forgetArea();
      }
    });
    extensions.randr.SelectInput(connection.root, extensions.randr.NotifyMask.ScreenChange);
  }

  /** @throws Error where the display is not there, lacks an extension, or is not 32 bits a pixel. */
  static async open(display: string, monitor: number, mark?: Mark): Promise<Capturer> {
    const connection = await XConnection.connect(display);
    try {
      const depth = connection.display.screen[0]?.root_depth ?? 0;
      if (connection.display.format[depth]?.bits_per_pixel !== 32) {
        throw new Error(`display ${display} has not 32 bits a pixel`);
      }
      const [damage, shm, fixes, randr, screen] = await Promise.all([
        connection.extension("damage"),
        connection.extension("shm"),
        connection.extension("fixes"),
        connection.extension("randr"),
        Screen.open(connection),
      ]);
      return new Capturer(connection, { damage, shm, fixes, randr }, screen, monitor, mark);
    } catch (error) {
      connection[Symbol.dispose]();
      throw error;
    }
  }

  /** Resolves when the X server is gone. */
  get closed(): Promise<void> {
    return this.#connection.closed;
  }

  get dirty(): boolean {
    return this.#dirty;
  }

  /**
   * Brings the picture up to date; gives it with what changed since the last call, all of it when the size changed.
   * `since` is when the first of that happened, on `performance.now()`. `undefined` where the screen changed size meanwhile, or the
   * monitor is off: call again. With `compare`, `boxes` are the small parts whose pixels have become others.
   * @throws Error where the X server is gone or refuses shared memory.
   */
  async fetch(
    compare = false,
  ): Promise<
    { picture: Picture; damage: Rect[]; boxes: Rect[]; resized: boolean; since: number } | undefined
  > {
    this.#dirty = false;
    const since = this.#since;
    const before = this.#area;
    const area = await this.#look();
    if (!area) {
      return undefined;
    }
    const { width, height } = evenSize(area);
    const fits = this.#surface?.width === width && this.#surface.height === height;
    const surface = this.#surface && fits ? this.#surface : await this.#replaceSurface(width, height);
    const resized = !fits;
    const whole = resized || before?.x !== area.x || before.y !== area.y;
    const within = (rect: Rect) => clip({ ...rect, x: rect.x - area.x, y: rect.y - area.y }, width, height);
    // What is compared is not fetched before it is known.
    const first = this.#told && !compare && !whole ? within(this.#told) : undefined;
    const told = first && evenOutwards(first);
    this.#told = undefined;
    this.#damage.Subtract(this.#damageId, 0, this.#region);
    const regionAsked = this.#connection.ask<{ rectangles: Rect[] }>(done =>
      this.#fixes.FetchRegion(this.#region, done),
    );
    const early = told ? [this.#fetchRows(surface, area, told)] : [];
    const [region] = await Promise.all([regionAsked, Promise.allSettled(early)]);
    const moved = this.#watermark?.damage({ width, height }) ?? [];
    const changed = whole
      ? [{ x: 0, y: 0, width, height }]
      : region.rectangles.flatMap(rect => within(rect) ?? []);
    const damage = [...changed, ...moved.flatMap(rect => clip(rect, width, height) ?? [])];
    const bands = bandsOf(told ? [...damage, told] : damage, width, height);
    const picture = { address: surface.segment.address, stride: width * 4, width, height };
    this.#boxes = compare && !whole ? (this.#boxes ?? new ChangedBoxes()) : undefined;
    const compared = this.#boxes?.before(picture, changed);
    const missing = told ? bands.flatMap(band => rowsBeside(band, told)) : bands;
    const fetches = missing.map(band => this.#fetchRows(surface, area, band));
    const results = await Promise.allSettled([...early, ...fetches]);
    if (results.some(result => result.status === "rejected")) {
      return this.#afterRefusal(area);
    }
    for (const band of bands) {
      this.#watermark?.draw(picture, band);
    }
    return {
      picture,
      damage,
      boxes: compared?.() ?? [],
      resized,
      since,
    };
  }

  [Symbol.dispose](): void {
    this.#watermark?.[Symbol.dispose]();
    this.#surface?.segment[Symbol.dispose]();
    this.#surface = undefined;
    this.#connection[Symbol.dispose]();
  }

  /** `age`: how long ago the change was, in ms; 0 unless given. */
  #becomeDirty(age = 0): void {
    if (!this.#dirty) {
      this.#dirty = true;
      this.#since = performance.now() - age;
      this.onDirty();
    }
  }

  #forgetArea(): void {
    this.#areaKnown = false;
    this.#becomeDirty();
  }

  /** Where the monitor is now. The first one is the whole screen where the X server has no outputs. */
  async #look(): Promise<Area | undefined> {
    if (!this.#areaKnown) {
      this.#areaKnown = true;
      const { client, root } = this.#connection;
      const area = await this.#screen.area(this.#monitor);
      const screen = await this.#connection.ask<Size>(done => client.GetGeometry(root, done));
      this.#area = area ?? (this.#monitor === 0 ? { x: 0, y: 0, ...sizeOf(screen) } : undefined);
    }
    return this.#area;
  }

  async #fetchRows(surface: Surface, area: Area, { y, height }: Band): Promise<void> {
    const { root } = this.#connection;
    const { id, width } = surface;
    const [top, offset] = [area.y + y, y * width * 4];
    await this.#connection.ask<unknown>(done =>
      this.#shm.GetImage(root, area.x, top, width, height, ALL_PLANES, Z_PIXMAP, id, offset, done),
    );
  }

  /** The screen has become smaller than what was asked for; its new size is on its way as an event. */
  async #afterRefusal(before: Area): Promise<undefined> {
    this.#areaKnown = false;
    const now = await this.#look();
    if (now && isSame(now, before)) {
      throw new Error("the X server refuses to give its picture");
    }
    this.#dirty = true;
    return undefined;
  }

  async #replaceSurface(width: number, height: number): Promise<Surface> {
    const { client } = this.#connection;
    const old = this.#surface;
    this.#surface = undefined;
    if (old) {
      this.#shm.Detach(old.id);
      old.segment[Symbol.dispose]();
    }
    const segment = new SharedSegment(width * height * 4);
    const id = client.AllocID();
    try {
      await this.#connection.ask<void>(done =>
        this.#shm.Attach(id, segment.id, false, error => done(error, undefined)),
      );
    } catch (error) {
      segment[Symbol.dispose]();
      throw error;
    }
    segment.remove();
    this.#surface = { segment, id, width, height };
    return this.#surface;
  }
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

function evenSize(size: Size): Size {
  return { width: size.width & ~1, height: size.height & ~1 };
}
