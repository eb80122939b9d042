import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectFixture } from "../../../tests/support/project-fixture.ts";
import { capture, inImage } from "../../../tests/support/shell.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { desktopImage, type RunningDesktop, startDesktop } from "./running-desktop.ts";

/** Ids of the windows that the window manager manages, oldest first: those of the application. */
async function windows({ observer }: RunningDesktop): Promise<string[]> {
  return (await observer.run("xprop -root _NET_CLIENT_LIST")).match(/0x[0-9a-f]+/g) ?? [];
}

function firstWindow(desktop: RunningDesktop): Promise<string> {
  return waitFor("a window", async () => (await windows(desktop))[0]);
}

/** Left, right, top and bottom border that the window manager draws, in pixels. */
async function borders({ observer }: RunningDesktop, window: string): Promise<string> {
  return (await observer.run(`xprop -id ${window} _NET_FRAME_EXTENTS`)).replace(/.*= /, "");
}

async function maximized({ observer }: RunningDesktop, window: string): Promise<boolean> {
  return (await observer.run(`xprop -id ${window} _NET_WM_STATE`)).includes("MAXIMIZED_VERT");
}

/** Presses a key in a window, and again while it seems to have come before the window manager listened. */
async function pressUntil(
  { observer }: RunningDesktop,
  window: string,
  key: string,
  done: () => Promise<boolean>,
): Promise<void> {
  await waitFor(`what ${key} does`, async () => {
    await observer.run(`xdotool windowfocus --sync ${window} key ${key}`);
    return waitFor("an effect", done, 2000).catch(() => false);
  });
}

/** Runs a line as the session's user; what it printed and its exit code. */
function asUser({ exec }: RunningDesktop, line: string): Promise<string> {
  return exec(`s6-setuidgid abc with-contenv sh -c '${line}' 2>&1; echo "exit $?"`);
}

test("windows fill the screen with borders, Ctrl+Shift+d takes them away and back, and the user may become root", async () => {
  // A Ctrl+Shift+d that the window manager does not take reaches the shell in the terminal, and is not to end it.
  await using desktop = await startDesktop({ IGNOREEOF: "100" });
  const window = await firstWindow(desktop);
  // A window is in the list a moment before the window manager has dressed it.
  await waitFor("a window that fills the screen", () => maximized(desktop, window));
  const drawn = await borders(desktop, window);
  expect(drawn).not.toBe("0, 0, 0, 0");
  await pressUntil(
    desktop,
    window,
    "ctrl+shift+d",
    async () => (await borders(desktop, window)) === "0, 0, 0, 0",
  );
  await pressUntil(desktop, window, "ctrl+shift+d", async () => (await borders(desktop, window)) === drawn);
  expect(await asUser(desktop, "sudo id -u")).toBe("0\nexit 0");
});

test("NO_DECOR leaves the borders away, NO_FULL the size; a person's own configuration counts for the rest", async () => {
  await using files = await projectFixture({});
  const rc = await inImage(await desktopImage(), "cat /etc/xdg/openbox/rc.xml");
  await writeFile(join(files.root, "rc.xml"), rc.replace("C-S-d", "C-S-b"));
  await using desktop = await startDesktop({ NO_DECOR: "1", NO_FULL: "1", IGNOREEOF: "100" }, [
    "-v",
    `${join(files.root, "rc.xml")}:/config/.config/openbox/rc.xml`,
  ]);
  const window = await firstWindow(desktop);
  await waitFor("no borders", async () => (await borders(desktop, window)) === "0, 0, 0, 0");
  expect(await maximized(desktop, window)).toBe(false);
  await pressUntil(
    desktop,
    window,
    "ctrl+shift+b",
    async () => (await borders(desktop, window)) !== "0, 0, 0, 0",
  );
});

test("HARDEN_DESKTOP closes terminals, the tools that open files, and the way to root", async () => {
  await using desktop = await startDesktop({ HARDEN_DESKTOP: "true", PASSWORD: "sesame" });
  expect(await asUser(desktop, "xterm -version")).not.toContain("exit 0");
  expect(await asUser(desktop, "sudo id -u")).not.toContain("exit 0");
  expect(await desktop.exec("cat /config/.config/openbox/menu.xml")).not.toContain("xterm");
  expect(await windows(desktop)).toEqual([]);
});

test("HARDEN_OPENBOX takes the close button, the menus and Alt+F4 away, and starts again what ends", async () => {
  await using desktop = await startDesktop({ HARDEN_OPENBOX: "true", IGNOREEOF: "100" });
  const window = await firstWindow(desktop);
  await desktop.observer.run(`xdotool windowfocus --sync ${window} key alt+F4`);
  // The next thing asked of the window manager is answered after that key.
  await pressUntil(
    desktop,
    window,
    "ctrl+shift+d",
    async () => (await borders(desktop, window)) === "0, 0, 0, 0",
  );
  expect(await windows(desktop)).toEqual([window]);
  const config = await desktop.exec("cat /run/openbox/rc.xml");
  expect(config).toContain("<titleLayout>NLIM</titleLayout>");
  expect(config).not.toMatch(/button="(?:[A-Z]-)*(Right|Middle)"/);
  expect(await desktop.exec("stat -c '%U %a' /run/openbox/rc.xml")).toBe("root 644");

  const process = async () => {
    const [id] = await windows(desktop);
    return id && (await desktop.observer.run(`xprop -id ${id} _NET_WM_PID || true`)).match(/\d+$/)?.[0];
  };
  for (const _ of [1, 2]) {
    const before = await waitFor("the application", process);
    await desktop.observer.run(`xdotool windowkill ${await firstWindow(desktop)}`);
    await waitFor("the application, started again", async () => {
      const now = await process();
      return now !== undefined && now !== before;
    });
  }
});

test("RESTART_APP=false stands against HARDEN_OPENBOX; the session goes on without its application", async () => {
  await using desktop = await startDesktop({ HARDEN_OPENBOX: "true", RESTART_APP: "false" });
  const window = await firstWindow(desktop);
  await desktop.observer.run(`xdotool windowkill ${window}`);
  await waitFor("its end", async () => (await windows(desktop)).length === 0);
  await new Promise(resolve => setTimeout(resolve, 2000));
  expect(await windows(desktop)).toEqual([]);
});

test("LC_ALL is the session's language, made at start; a name that is none is told", async () => {
  await using german = await startDesktop({ LC_ALL: "de_DE.UTF-8" });
  expect(await asUser(german, "date -d 2026-01-01 +%A; echo $LANG")).toBe("Donnerstag\nde_DE.UTF-8\nexit 0");
  await using broken = await startDesktop({ LC_ALL: "klingon; reboot" });
  expect(await broken.logs()).toContain("LC_ALL=klingon; reboot is not the name of a locale");
  expect(await asUser(broken, "date -d 2026-01-01 +%A; echo $LANG")).toBe("Thursday\nen_US.UTF-8\nexit 0");
  await using unknown = await startDesktop({ LC_ALL: "xx_XX.UTF-8" });
  expect(await unknown.logs()).toContain("locale xx_XX.UTF-8 could not be made");
});

test("an application image made for LSIO's desktop builds by changing its FROM line alone, and starts its application", async () => {
  await using files = await projectFixture({
    Dockerfile: `FROM ${await desktopImage()}
ENV TITLE="Clock"
RUN sed -i 's|</applications>|  <application title="Clock"><decor>no</decor></application>\\n</applications>|' /etc/xdg/openbox/rc.xml
COPY /root /
EXPOSE 3000 3001
VOLUME /config
`,
    "root/defaults/autostart": "xterm -T Clock -e sh -c 'date > /config/started; exec sleep 600'\n",
    "root/defaults/menu.xml": `<?xml version="1.0" encoding="utf-8"?>
<openbox_menu xmlns="http://openbox.org/3.4/menu"><menu id="root-menu" label="MENU">
<item label="Clock" icon="/clock.png"><action name="Execute"><command>/usr/bin/xterm -T Clock</command></action></item>
</menu></openbox_menu>
`,
    "root/etc/s6-overlay/s6-rc.d/init-clock/type": "oneshot\n",
    "root/etc/s6-overlay/s6-rc.d/init-clock/up": "echo clock is configured\n",
    "root/etc/s6-overlay/s6-rc.d/init-clock/dependencies.d/init-selkies-end": "",
    "root/etc/s6-overlay/s6-rc.d/init-config/dependencies.d/init-clock": "",
    "root/etc/s6-overlay/s6-rc.d/user/contents.d/init-clock": "",
  });
  await capture("docker", "build", "-q", "-t", "porthole-test/clock", files.root);
  await using desktop = await startDesktop({}, [], "porthole-test/clock");
  const window = await firstWindow(desktop);
  expect(await desktop.observer.run(`xprop -id ${window} WM_NAME`)).toContain('"Clock"');
  expect(await borders(desktop, window)).toBe("0, 0, 0, 0");
  expect(await desktop.exec("stat -c %U /config/started")).toBe("abc");
  expect(await desktop.logs()).toContain("clock is configured");
});
