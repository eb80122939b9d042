import { waitFor } from "../../../tests/support/wait.ts";
import type { RunningDesktop } from "./running-desktop.ts";

/** Puts a terminal that writes what is typed into `file`, in front of everything. */
export async function startTypewriter({ exec, observer }: RunningDesktop, file: string): Promise<void> {
  await exec(
    `rm -f ${file}; su abc -s /bin/bash -c 'DISPLAY=:1 LC_ALL=C.UTF-8 xterm -e "cat > ${file}" >/dev/null 2>&1 &'`,
  );
  await waitFor("the typewriter", async () => (await exec(`ls ${file} 2>/dev/null || true`)) === file);
  await observer.run("xdotool search --sync --onlyvisible --class xterm windowactivate --sync %@");
}
