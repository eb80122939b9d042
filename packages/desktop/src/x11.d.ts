/** The part of the `x11` package that is used; it carries no types of its own. Times are X server milliseconds, 0 for now. */
declare module "x11" {
  import type { EventEmitter } from "node:events";

  type Reply<T> = (error: Error | null | undefined, value: T) => unknown;

  interface XEvent {
    name?: string;
    type: number;
    width?: number;
    height?: number;
    wid?: number;
    root?: number;
    damage?: number;
    /** What had changed by the time of a DamageNotify. */
    area?: { x: number; y: number; w: number; h: number };
    cursorSerial?: number;
    request?: number;
    /** Of XFixes' events; core events have none. */
    subtype?: number;
    /** XFixes' time of a change of owner. */
    selectionTimestamp?: number;
    time?: number;
    owner?: number;
    requestor?: number;
    selection?: number;
    target?: number;
    property?: number;
    atom?: number;
    state?: number;
    /** Of XKB's events. */
    xkbType?: number;
    /** Of XkbStateNotify: modifiers that are locked, as bits. */
    lockedMods?: number;
    /** Of XkbStateNotify: the layout in use, from 0. */
    group?: number;
  }

  interface Rectangle {
    x: number;
    y: number;
    width: number;
    height: number;
  }

  interface ModeInfo {
    id: number;
    name: string;
    width: number;
    height: number;
    dot_clock: number;
    h_sync_start: number;
    h_sync_end: number;
    h_total: number;
    h_skew: number;
    v_sync_start: number;
    v_sync_end: number;
    v_total: number;
    modeflags: number;
  }

  interface Randr {
    NotifyMask: { ScreenChange: number };
    SelectInput(window: number, mask: number): void;
    GetScreenResourcesCurrent(
      window: number,
      reply: Reply<{ config_timestamp: number; crtcs: number[]; outputs: number[]; modeinfos: ModeInfo[] }>,
    ): void;
    GetOutputInfo(
      output: number,
      time: number,
      reply: Reply<{ crtc: number; connection: number; crtcs: number[]; modes: number[]; name: string }>,
    ): void;
    GetCrtcInfo(
      crtc: number,
      time: number,
      reply: Reply<{ x: number; y: number; width: number; height: number; mode: number; output: number[] }>,
    ): void;
    CreateMode(window: number, mode: Omit<ModeInfo, "id">, reply: Reply<number>): void;
    DestroyMode(mode: number): void;
    AddOutputMode(output: number, mode: number): void;
    DeleteOutputMode(output: number, mode: number): void;
    SetScreenSize(window: number, width: number, height: number, widthMm: number, heightMm: number): void;
    SetCrtcConfig(
      crtc: number,
      time: number,
      configTime: number,
      x: number,
      y: number,
      mode: number,
      rotation: number,
      outputs: readonly number[],
      reply: Reply<{ status: number }>,
    ): void;
  }

  interface Damage {
    ReportLevel: { NonEmpty: number };
    Create(damage: number, drawable: number, level: number): void;
    Destroy(damage: number): void;
    Subtract(damage: number, repair: number, parts: number): void;
  }

  interface Shm {
    Attach(segment: number, id: number, readOnly: boolean, done: (error?: Error | null) => unknown): void;
    Detach(segment: number, done?: (error?: Error | null) => unknown): void;
    GetImage(
      drawable: number,
      x: number,
      y: number,
      width: number,
      height: number,
      planeMask: number,
      format: number,
      segment: number,
      offset: number,
      reply: Reply<{ depth: number; size: number }>,
    ): void;
  }

  interface Fixes {
    SelectCursorInput(window: number, mask: number): void;
    SelectSelectionInput(window: number, selection: number, mask: number): void;
    GetCursorImage(
      reply: Reply<{
        width: number;
        height: number;
        xhot: number;
        yhot: number;
        cursorSerial: number;
        cursorImage: Buffer;
      }>,
    ): void;
    CreateRegion(region: number, rectangles: readonly Rectangle[]): void;
    FetchRegion(region: number, reply: Reply<{ extents: Rectangle; rectangles: Rectangle[] }>): void;
  }

  interface XTest {
    KeyPress: number;
    KeyRelease: number;
    ButtonPress: number;
    ButtonRelease: number;
    MotionNotify: number;
    FakeInput(type: number, detail: number, time: number, window: number, x: number, y: number): void;
  }

  interface XInput {
    majorOpcode: number;
    XIQueryVersion(major: number, minor: number, reply: Reply<unknown>): void;
    /** 0 for all devices. */
    XIQueryDevice(device: number, reply: Reply<{ deviceId: number; name: string }[]>): void;
  }

  interface Xkb {
    UseCoreKbd: number;
    EventType: { NewKeyboardNotify: number; MapNotify: number; StateNotify: number };
    UseExtension(major: number, minor: number, reply: Reply<unknown>): void;
    SelectEvents(
      device: number,
      affectWhich: number,
      clear: number,
      selectAll: number,
      affectMap: number,
      map: number,
      details: Record<"newKeyboardNotify" | "stateNotify", readonly [affect: number, which: number]>,
    ): void;
    GetState(device: number, reply: Reply<{ lockedMods: number; group: number }>): void;
    LatchLockState(
      device: number,
      affectModLocks: number,
      modLocks: number,
      lockGroup: boolean,
      groupLock: number,
      affectModLatches: number,
      modLatches: number,
      latchGroup: boolean,
      groupLatch: number,
    ): void;
  }

  interface Extensions {
    xinput: XInput;
    xkb: Xkb;
    randr: Randr;
    damage: Damage;
    shm: Shm;
    fixes: Fixes;
    xtest: XTest;
  }

  interface XClient extends EventEmitter {
    require<K extends keyof Extensions>(name: K, reply: Reply<Extensions[K]>): void;
    AllocID(): number;
    ReleaseID(id: number): void;
    ChangeWindowAttributes(window: number, values: { eventMask: number }): void;
    GetGeometry(drawable: number, reply: Reply<{ width: number; height: number; depth: number }>): void;
    GetKeyboardMapping(first: number, count: number, reply: Reply<number[][]>): void;
    ChangeKeyboardMapping(first: number, perKeycode: number, keysyms: readonly number[]): void;
    GetModifierMapping(reply: Reply<number[][]>): void;
    GetInputFocus(reply: Reply<unknown>): void;
    InternAtom(onlyIfExists: boolean, name: string, reply: Reply<number>): void;
    GetProperty(
      remove: 0 | 1,
      window: number,
      name: number,
      type: number,
      offset: number,
      length: number,
      reply: Reply<{ type: number; data: Buffer; format: number; bytesAfter: number }>,
    ): void;
    DeleteProperty(window: number, name: number): void;
    SetSelectionOwner(owner: number, selection: number, time: number): void;
    GetSelectionOwner(selection: number, reply: Reply<number>): void;
    ConvertSelection(
      requestor: number,
      selection: number,
      target: number,
      property: number,
      time: number,
    ): void;
    SendEvent(window: number, propagate: 0 | 1, eventMask: number, event: Record<string, unknown>): void;
    CreateWindow(
      id: number,
      parent: number,
      x: number,
      y: number,
      width: number,
      height: number,
      border: number,
      depth: number,
      windowClass: number,
      visual: number,
      values: { eventMask?: number },
    ): void;
    ChangeProperty(
      mode: number,
      window: number,
      name: number,
      type: number,
      format: 8 | 16 | 32,
      data: Buffer,
    ): void;
    QueryTree(window: number, reply: Reply<{ root: number; parent: number; children: number[] }>): void;
    GetWindowAttributes(window: number, reply: Reply<{ mapState: number }>): void;
    GrabServer(): void;
    UngrabServer(): void;
    terminate(): void;
    /** Number of the last request; whoever writes one by hand counts it. */
    seq_num: number;
    pack_stream: { put(request: Buffer): void; submit(expectsReply?: boolean): void };
    stream: { destroy(): void };
    /** Atoms that have been asked for, by name. */
    atoms: Record<string, number>;
  }

  interface Display {
    client: XClient;
    min_keycode: number;
    max_keycode: number;
    format: Record<number, { bits_per_pixel: number }>;
    screen: { root: number; root_depth: number; pixel_width: number; pixel_height: number }[];
  }

  interface Options {
    display: string;
    /** No file descriptors are passed on this connection. */
    shm?: false;
  }

  const x11: {
    createClient(
      options: Options,
      ready: (error: Error | null | undefined, display: Display) => void,
    ): XClient;
    eventMask: { StructureNotify: number; PropertyChange: number };
  };
  export default x11;
  export type { Damage, Display, Extensions, Fixes, ModeInfo, Randr, Rectangle, Shm, XClient, XEvent, XTest };
}
