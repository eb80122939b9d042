import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { Progress } from "./progress.ts";
import { plainEnv } from "./testing/run.ts";

function recorder(isTTY: boolean, columns = 40) {
  const lines: string[] = [];
  return {
    isTTY,
    columns,
    write: (text: string | Uint8Array) => {
      lines.push(String(text));
      return true;
    },
    text: () => lines.join(""),
  };
}

test("without a terminal: plain lines at the start and end of each phase", () => {
  const out = recorder(false);
  using progress = new Progress(out, {});
  progress.start("a", "Building");
  progress.detail("a", "step 1");
  progress.end("a");
  expect(out.text()).toMatch(/^Building \.\.\.\nBuilding: 0\.\d s\n$/);
});

test.each([{ CI: "true" }, { TERM: "dumb" }])("a terminal that cannot redraw gets plain lines: %o", env => {
  const out = recorder(true);
  using progress = new Progress(out, env);
  progress.start("a", "Building");
  expect(out.text()).toBe("Building ...\n");
});

test("a terminal that says it has no columns still shows the phase", async () => {
  const out = recorder(true, 0);
  using progress = new Progress(out, {});
  progress.start("a", "Building");
  await delay(150);
  expect(out.text()).toContain("Building");
});

test("on a terminal: one live line that never wraps, and a line for each phase that is done", () => {
  const out = recorder(true);
  {
    using progress = new Progress(out, {});
    progress.start("a", "Building");
    progress.detail("a", `\x1b[31m${"x".repeat(100)}`);
    progress.start("b", "Compiling");
    progress.end("a");
    progress.start("c", "Waiting");
    progress.end("c", 1000);
    progress.end("b");
  }
  const text = out.text();
  const drawn = text.split("\r\x1b[2K");
  for (const line of drawn) {
    expect(visible(line.replace(/\n$/, "")).length).toBeLessThanOrEqual(40);
  }
  expect(visible(text)).toContain("✓ Building");
  expect(visible(text)).toContain("Compiling (+1)");
  expect(visible(text)).not.toContain("✓ Waiting");
  expect(text.endsWith("\r\x1b[2K")).toBe(true);
});

test("elapsed time goes on while nothing is told", async () => {
  const out = recorder(true);
  using progress = new Progress(out, {});
  progress.start("a", "Building");
  await delay(350);
  expect(visible(out.text())).toMatch(/Building {2}0\.[23] s/);
});

test("a real terminal shows the live line and ends clean", () => {
  const script = `
    const { Progress } = await import(${JSON.stringify(join(import.meta.dirname, "progress.ts"))});
    const progress = new Progress();
    progress.start("a", "Building");
    await new Promise(resolve => setTimeout(resolve, 250));
    progress.end("a");
    progress[Symbol.dispose]();
    console.log("done");`;
  const command = `${process.execPath} --input-type=module --eval '${script}'`;
  const out = execFileSync("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    env: plainEnv({ TERM: "xterm" }),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  expect(out.split("\r\x1b[2K").length).toBeGreaterThan(3);
  expect(visible(out)).toMatch(/✓ Building {2}0\.[23] s\r\n/);
  expect(out.trimEnd().endsWith("done")).toBe(true);
});

function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, "");
}
