import { DISPLAY_NEW } from "@porthole/protocol";
import { WORDS } from "../words.ts";

const HASH = "#monitor";

/** The monitor a page is to show, from its address: `#monitor` a further one, `#monitor=2` the third, else the first. */
export function monitorOf(hash: string): number {
  const [, number] = /^#monitor=([0-9]{1,2})$/.exec(hash) ?? [];
  return hash === HASH ? DISPLAY_NEW : Number(number ?? 0);
}

/** The end of the address of a page that shows this monitor. */
export function hashOf(number: number): string {
  return `${HASH}=${number}`;
}

/** A window's title; further monitors are counted from 2. */
export function titleOf(title: string, number: number): string {
  const [name] = title.split(` – ${WORDS.monitor} `);
  return number === 0 ? title : `${name} – ${WORDS.monitor} ${number + 1}`;
}

/** Opens a window with a further monitor; a click must be under way, or browsers forbid it. */
export function openMonitor(): void {
  const url = new URL(location.href);
  url.hash = HASH;
  window.open(url, "_blank", `popup,width=${window.innerWidth},height=${window.innerHeight}`);
}
