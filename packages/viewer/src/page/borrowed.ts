import { SEVERITY } from "@porthole/protocol";
import type { NoticeId } from "./notices.ts";

/** A device of the browser that is open, until closed. */
export type Opened = {
  /** The browser has taken it away. */
  onEnd: () => void;
  close(): void;
};

/** What has to be said of a device: pages over plain http get none, it is on, there is none, a person or the browser refused. */
export type BorrowNotices = Record<"insecure" | "on" | "missing" | "refused", NoticeId>;

/**
 * Gives what opens a camera or a microphone of the browser, or closes it: called anew whenever it may be wanted otherwise. Of
 * several calls the last one counts; what was still opening is closed as soon as it is there.
 *
 * @param onOpened called with what is open and still wanted
 * @param open asks the browser. @throws DOMException where a person, or the browser, refuses
 */
export function borrowed<Device extends Opened>(
  notices: BorrowNotices,
  notice: (id: NoticeId, severity?: number) => void,
  open: () => Promise<Device>,
  onOpened: (device: Device) => void = () => undefined,
): (wanted: boolean) => Promise<void> {
  let turn = 0;
  let held: Opened | undefined;

  function close(): void {
    held?.close();
    held = undefined;
  }

  return async wanted => {
    const mine = ++turn;
    close();
    if (!wanted) {
      return;
    }
    if (!navigator.mediaDevices) {
      notice(notices.insecure, SEVERITY.warning);
      return;
    }
    try {
      const opened = await open();
      if (mine !== turn) {
        opened.close();
        return;
      }
      held = opened;
      opened.onEnd = close;
      onOpened(opened);
      notice(notices.on);
    } catch (error) {
      if (mine === turn) {
        const none = error instanceof DOMException && error.name === "NotFoundError";
        notice(none ? notices.missing : notices.refused, SEVERITY.warning);
      }
    }
  };
}
