import { waitFor } from "../../../tests/support/wait.ts";
import type { RunningDesktop } from "./running-desktop.ts";

/** Fills the screen with text that scrolls until disposed: as fast as it can, or by 33 lines that nobody can foresee after each `pause`, in ms. */
export async function motion(desktop: RunningDesktop, pause?: number): Promise<AsyncDisposable> {
  // The session's own terminal comes to the top when it opens, and would cover the motion.
  await waitFor("the session's terminal", async () =>
    (await desktop.observer.run("xprop -root _NET_CLIENT_LIST")).includes("0x"),
  );
  const words =
    pause === undefined
      ? "ls -lR /usr/lib /usr/share"
      : `head -c 3000 /dev/urandom | base64 -w 120; sleep ${pause / 1000}`;
  const pid = await desktop.asUser(
    `DISPLAY=:1 xterm -maximized -e "while :; do ${words}; done" >/dev/null 2>&1 & echo $!`,
  );
  return {
    async [Symbol.asyncDispose]() {
      await desktop.exec(`kill ${pid} || true`);
    },
  };
}
