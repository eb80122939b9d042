import { setTimeout as delay } from "node:timers/promises";
import { XConnection } from "./connection.ts";

/** Event masks of the X protocol: windows below the root come and go; a property of the root changes. */
const SUBSTRUCTURE_NOTIFY = 1 << 19;
const PROPERTY_CHANGE = 1 << 22;
/** `IsViewable` of GetWindowAttributes. */
const VIEWABLE = 2;
/** `AnyPropertyType`. */
const ANY_TYPE = 0;

/**
 * Waits until somebody who opens the page sees a session: a window manager has announced itself
 * (`_NET_SUPPORTING_WM_CHECK`, Extended Window Manager Hints) or a window is on the screen.
 *
 * @returns false where neither happened within `patience` milliseconds.
 */
export async function sessionShown(display: string, patience: number): Promise<boolean> {
  const over = delay(patience, false, { ref: false });
  const stop = new AbortController();
  try {
    return await Promise.race([over, watch(display, stop.signal)]);
  } finally {
    stop.abort();
  }
}

async function watch(display: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    try {
      using connection = await XConnection.connect(display);
      signal.addEventListener("abort", () => connection[Symbol.dispose](), { once: true });
      await untilShown(connection);
      return true;
    } catch {
      // No X server yet, or it went away: the next one may do.
      await delay(50);
    }
  }
  return false;
}

async function untilShown(connection: XConnection): Promise<void> {
  const { client, root } = connection;
  const property = await connection.ask<number>(done =>
    client.InternAtom(false, "_NET_SUPPORTING_WM_CHECK", done),
  );
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = async () => {
    if ((await hasProperty(connection, property)) || (await hasVisibleWindow(connection))) {
      resolve();
    }
  };
  // A window may be gone by the time it is asked about; the next event brings the next look.
  connection.onEvent(() => void look().catch(() => undefined));
  client.ChangeWindowAttributes(root, { eventMask: SUBSTRUCTURE_NOTIFY | PROPERTY_CHANGE });
  void connection.closed.then(() => reject(new Error("the X server has gone")));
  await look();
  await promise;
}

async function hasProperty(connection: XConnection, property: number): Promise<boolean> {
  const { type } = await connection.ask<{ type: number }>(done =>
    connection.client.GetProperty(0, connection.root, property, ANY_TYPE, 0, 1, done),
  );
  return type !== 0;
}

async function hasVisibleWindow(connection: XConnection): Promise<boolean> {
  const { client, root } = connection;
  const { children } = await connection.ask<{ children: number[] }>(done => client.QueryTree(root, done));
  const states = await Promise.all(
    children.map(window =>
      connection
        .ask<{ mapState: number }>(done => client.GetWindowAttributes(window, done))
        .catch(() => undefined),
    ),
  );
  return states.some(state => state?.mapState === VIEWABLE);
}
