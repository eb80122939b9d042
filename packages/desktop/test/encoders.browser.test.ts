import { join } from "node:path";
import { ensureImage, loadCatalog } from "@porthole/builder";
import { inherit, ManifestSchema } from "@porthole/contract";
import { connectEngine } from "@porthole/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { shapeLink } from "../../../tests/support/link.ts";
import { ROOT } from "../../../tests/support/observer.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { likeness, paintFields, paintText, worstField } from "./fields.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

/** As for the picture of other encoders. */
const NEAR = 2;
/** What an owner of a GPU adds to the desktop, without the GPU's own driver. */
const IMAGE = ManifestSchema.parse({
  name: "fixture-libavcodec",
  title: "Encoders",
  summary: "A desktop with libavcodec.",
  from: { image: "desktop" },
  packages: ["libavcodec61"],
});
/** Devices that are none: what is said of them is what libavcodec says when it has tried. */
const DEVICES = ["--device", "/dev/null:/dev/dri/renderD128", "--device", "/dev/null:/dev/nvidiactl"];

let desktop: RunningDesktop;
let chromium: Chromium;

beforeAll(async () => {
  const catalog = new Map(await loadCatalog(ROOT));
  const parent = catalog.get("desktop");
  if (parent) {
    const manifest = inherit(parent.manifest, IMAGE);
    catalog.set(IMAGE.name, { folder: join(ROOT, "images", IMAGE.name), manifest });
  }
  const { tag } = await ensureImage(await connectEngine(), ROOT, catalog, IMAGE.name);
  [desktop, chromium] = await Promise.all([
    startDesktop({ PORTHOLE_ENCODERS: "nvenc,vaapi,libavcodec" }, DEVICES, tag),
    launchChromium(),
  ]);
});
afterAll(async () => {
  for (const started of [chromium, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

describe("encoders of libavcodec", () => {
  it("are tried in their order; why one cannot be used is in the log, in libavcodec's words", async () => {
    const line = (await desktop.logs()).split("\n").find(one => one.includes("encoder of h264:"));
    expect(line).toContain("x264 by libavcodec (NVENC: h264_nvenc");
    expect(line).toMatch(/NVENC: .*libcuda/);
    expect(line).toMatch(/VA-API: h264_vaapi: ./);
    const health = (await (await fetch(`${desktop.url}health`)).json()) as { encoders: unknown };
    expect(health.encoders).toMatchObject({ h264: "x264 by libavcodec", h264yuv444: "x264, 4:4:4" });
  });

  it("give the desktop's colours, and text as sharp as it is once it has settled", async () => {
    const page = await chromium.open(desktop.url);
    await paintFields(desktop);
    await waitFor("the colours", async () => (await worstField(page)) <= NEAR);
    await paintText(desktop, "gray(20%)");
    await waitFor("42 dB", async () => (await likeness(desktop, page)) >= 42);
    await page.context().close();
  });

  it("sharpen on a slow line too, where what settles does not fit into one frame", async () => {
    await using link = await shapeLink({ port: desktop.port }, { down: 3e6, up: 3e6, delay: 20 });
    const page = await chromium.open(`http://localhost:${link.port}/`);
    await paintText(desktop, "gray(30%)");
    await waitFor("42 dB", async () => (await likeness(desktop, page)) >= 42, 20_000);
    await page.context().close();
  });
});
