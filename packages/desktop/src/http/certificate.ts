import { type FSWatcher, readFileSync, unwatchFile, watch, watchFile } from "node:fs";
import type { Server } from "node:https";
import { join } from "node:path";

/** Time, in ms, between looks at the files: no notice comes of what is written through links or a network share. */
const LOOK_EVERY = 30_000;
/** Time, in ms, for the second file to be written after the first. */
const WRITTEN_WITHIN = 500;

/** A certificate and its key, PEM. */
export type Certificate = { cert: Buffer; key: Buffer };

/** What following a certificate tells. */
export type CertificateEvents = {
  /** New connections get the new one. */
  onChange(): void;
  /** The files cannot be used; the one before stays. */
  onFailure(why: string): void;
};

/** Reads `cert.pem` and `cert.key`. @throws Error where either cannot be read. */
export function readCertificate(folder: string): Certificate {
  const [cert, key] = filesOf(folder).map(file => readFileSync(file));
  if (!cert || !key) {
    throw new Error("no certificate");
  }
  return { cert, key };
}

/** Gives `server` the certificate in `folder` again whenever it changes, until disposed. */
export function followCertificate(server: Server, folder: string, events: CertificateEvents): Disposable {
  let timer: NodeJS.Timeout | undefined;
  function apply(): void {
    try {
      server.setSecureContext(readCertificate(folder));
    } catch (error) {
      events.onFailure(error instanceof Error ? error.message : String(error));
      return;
    }
    events.onChange();
  }
  function onLook(): void {
    clearTimeout(timer);
    timer = setTimeout(apply, WRITTEN_WITHIN);
  }
  for (const file of filesOf(folder)) {
    watchFile(file, { interval: LOOK_EVERY, persistent: false }, onLook);
  }
  const notices = noticesOf(folder, onLook);
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      notices?.close();
      for (const file of filesOf(folder)) {
        unwatchFile(file, onLook);
      }
    },
  };
}

/** What tells at once of a change; `undefined` where the system has none to give. */
function noticesOf(folder: string, onNotice: () => void): FSWatcher | undefined {
  try {
    return watch(folder, { persistent: false }, onNotice).on("error", () => undefined);
  } catch {
    return undefined;
  }
}

function filesOf(folder: string): string[] {
  return [join(folder, "cert.pem"), join(folder, "cert.key")];
}
