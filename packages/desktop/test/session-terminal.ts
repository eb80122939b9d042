import { waitFor } from "../../../tests/support/wait.ts";
import type { RunningDesktop } from "./running-desktop.ts";

/** Closes the session's own terminal, which opens a moment after the desktop is ready and would cover what is there. */
export async function closeSessionTerminal({ exec }: Pick<RunningDesktop, "exec">): Promise<void> {
  await waitFor("the session's own terminal, to be rid of it", async () =>
    (await exec("kill $(pidof xterm) 2>/dev/null && echo gone || true")).includes("gone"),
  );
}
