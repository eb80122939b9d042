import { join } from "node:path";
import { ensureImage, loadCatalog } from "@porthole/builder";
import { connectEngine } from "@porthole/engine";
import { expect, test } from "vitest";
import { observe, ROOT } from "../../../tests/support/observer.ts";
import { projectFixture } from "../../../tests/support/project-fixture.ts";
import { capture } from "../../../tests/support/shell.ts";

/** A desktop whose session is the given script; seconds until the init calls it ready, and what it said. */
async function startSession(script: string) {
  const image = await ensureImage(await connectEngine(), ROOT, await loadCatalog(ROOT), "desktop");
  await using files = await projectFixture({ "startwm.sh": `#!/bin/bash\n${script}\n` });
  const mount = `${join(files.root, "startwm.sh")}:/defaults/startwm.sh:ro`;
  const container = await capture("docker", "run", "-d", "-v", mount, image.tag);
  const stop = () => capture("docker", "rm", "-f", "-v", container);
  try {
    const began = performance.now();
    await capture("docker", "exec", container, "porthole-init", "wait", "--timeout", "20");
    const seconds = (performance.now() - began) / 1000;
    const { run } = await observe(container);
    const windows = await run("xwininfo -root -tree -stats 2>/dev/null | grep -c xterm || true");
    return {
      seconds,
      windows: Number(windows),
      log: await capture("sh", "-c", `docker logs ${container} 2>&1`),
    };
  } finally {
    await stop();
  }
}

test("ready means that the page shows something: a session without a window manager is waited for", async () => {
  const { seconds, windows } = await startSession("sleep 2; exec xterm");
  expect(seconds).toBeGreaterThan(1.5);
  expect(seconds).toBeLessThan(6);
  expect(windows).toBeGreaterThan(0);
});

test("a session that shows nothing does not hold the desktop up for ever, and is named in the log", async () => {
  const { seconds, log } = await startSession("exec sleep 60");
  expect(seconds).toBeGreaterThan(8);
  expect(log).toContain("the session has shown no window yet");
});
