import * as sys from "porthole-sys";
import type { Applet } from "./applets/applet.ts";
import { cd } from "./applets/cd.ts";
import { printContenv, withContenv } from "./applets/contenv.ts";
import { EXECLINE } from "./applets/execline.ts";
import { halt, svscanctl } from "./applets/halt.ts";
import { log, logService } from "./applets/log.ts";
import { lsiown } from "./applets/lsiown.ts";
import { notifyOnCheck } from "./applets/notifyoncheck.ts";
import { permaFailOn } from "./applets/permafailon.ts";
import { portholeInit } from "./applets/porthole-init.ts";
import { rc } from "./applets/rc.ts";
import { svc, svok, svstat, svwait } from "./applets/service-control.ts";
import { envUidGid, setUidGid } from "./applets/setuidgid.ts";
import { initMain } from "./boot/main.ts";
import { fail, print } from "./platform/output.ts";

/** Every command of the binary but `init` itself; the build makes a link for each. */
const APPLETS: ReadonlyMap<string, Applet> = new Map<string, Applet>([
  ["porthole-init", portholeInit],
  ["with-contenv", withContenv],
  ["printcontenv", printContenv],
  ["s6-setuidgid", setUidGid],
  ["s6-envuidgid", envUidGid],
  ["s6-notifyoncheck", notifyOnCheck],
  ["s6-permafailon", permaFailOn],
  ["s6-rc", rc],
  ["s6-svc", svc],
  ["s6-svok", svok],
  ["s6-svscanctl", svscanctl],
  ["s6-svstat", svstat],
  ["s6-svwait", svwait],
  ["s6-log", log],
  ["logutil-service", logService],
  ["lsiown", lsiown],
  ["cd", cd],
  ...EXECLINE,
]);

/** Commands that are found under their own paths only, so that they do not hide the system's. */
const INNER: ReadonlyMap<string, Applet> = new Map<string, Applet>([
  ["halt", halt],
  ["poweroff", halt],
  ["reboot", halt],
]);

function main([self = "", ...args]: string[]): number {
  const name = self.split("/").pop() ?? "";
  const applet = APPLETS.get(name) ?? INNER.get(name);
  if (applet) return applet(args, name);
  if (sys.getpid() !== 1 && args[0] === "--applets") {
    print([...APPLETS.keys()].join("\n"));
    return 0;
  }
  if (name === "init" || name === "") return initMain(args);
  return fail(127, `${name}: this binary has no such command`);
}

sys.exit(main(sys.argv()));
