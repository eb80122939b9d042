/**
 * Draws one scene on one display, as a process of its own: `fork` it with the display, the scene and the pictures' folder. It says {@link FromDrawer} and
 * is told {@link ToDrawer}; it ends with its parent.
 */
import { setTimeout } from "node:timers/promises";
import { Canvas } from "./canvas.ts";
import { seeded } from "./paint.ts";
import type { Picture } from "./picture.ts";
import { loadPictures } from "./pictures.ts";
import {
  COUNTERS,
  DRIFT,
  type FlippingScene,
  LINE,
  layers,
  type MovingScene,
  type Pictures,
  RATES,
  type Scene,
  SQUARES,
  windowSpot,
} from "./scenes.ts";
import type { Sighting } from "./statistics.ts";

/** `go` starts the movement, `stop` ends it; `grab` asks for what the desktop shows. */
export type ToDrawer = "go" | "stop" | "grab";
export type FromDrawer = { ready: true } | { drawn: Sighting[] } | { grabbed: Buffer };

const [display = "", scene = "still", folder = ""] = process.argv.slice(2) as [string, Scene, string];
const pictures = await loadPictures(folder);
const canvas = await Canvas.open(display, pictures.photo);
const drawn: Sighting[] = [];
let going = false;
const random = seeded(Date.now());

process.on("disconnect", () => process.exit());
process.on("message", (message: ToDrawer) => {
  if (message === "go") {
    going = true;
    void run();
  } else if (message === "stop") {
    going = false;
    say({ drawn });
  } else {
    void canvas.grab().then(({ pixels }) => say({ grabbed: pixels }));
  }
});

const step = stepper(canvas, pictures);
step?.(0);
await canvas.sync();
say({ ready: true });

async function run(): Promise<void> {
  if (scene === "flash" || scene === "type") {
    await flip(scene);
  } else if (scene !== "still") {
    await count((1000 / RATES[scene]) * (1 + DRIFT));
  }
}

/** One step after the other at even times. One that comes late does not make the next ones late, unless it is late by more than one. */
async function count(period: number): Promise<void> {
  let due = now();
  for (let value = 1; going; value++) {
    step?.(value);
    drawn.push([canvas.flush(), value]);
    due = Math.max(due + period, now() - period);
    await setTimeout(Math.max(0, due - now()));
  }
}

/** Flips the square about four times a second, at times that keep no step with any screen. */
async function flip(which: FlippingScene): Promise<void> {
  for (let value = 1; going; value ^= 1) {
    canvas.fill(value ? "white" : "black", SQUARES[which]);
    drawn.push([canvas.flush(), value]);
    await setTimeout(240 + random() * 34);
  }
}

/** What draws a scene's step. */
function stepper(onto: Canvas, from: Pictures): ((value: number) => void) | undefined {
  switch (scene) {
    case "still":
      return undefined;
    case "flash":
    case "type":
      return () => onto.fill("black", SQUARES[scene]);
    case "ticker":
      return value => onto.count(value, COUNTERS.ticker);
    case "motion":
      return counted(scene, copying(onto, scene, [from.photo], from));
    case "text":
      return counted(scene, typing(onto, from));
    case "window": {
      const move = onto.window(from.window, windowSpot(0));
      return counted(scene, value => move(windowSpot(value)));
    }
    case "video":
      return counted(scene, copying(onto, scene, from.film, from));
  }
}

function counted(which: MovingScene, draw: (value: number) => void): (value: number) => void {
  return value => {
    draw(value);
    canvas.count(value, COUNTERS[which]);
  };
}

/** Copies a scene's layers from pictures that the X server holds. */
function copying(
  onto: Canvas,
  which: MovingScene,
  from: readonly Picture[],
  all: Pictures,
): (value: number) => void {
  const held = new Map(from.map(picture => [picture, onto.upload(picture)]));
  return value => {
    for (const layer of layers(which, value, all)) {
      onto.copy(held.get(layer.from) ?? 0, layer.sx, layer.sy, layer);
    }
  };
}

/** Scrolls by a line, and puts the new one below. */
function typing(onto: Canvas, all: Pictures): (value: number) => void {
  const paint = copying(onto, "text", [all.lines], all);
  const lines = onto.upload(all.lines);
  const [terminal] = layers("text", 0, all);
  return value => {
    if (value === 0 || !terminal) {
      paint(value);
      return;
    }
    onto.scroll(terminal, LINE);
    const y = terminal.y + terminal.height - LINE;
    const fromY = (LINE * value + terminal.height - LINE) % all.lines.height;
    onto.copy(lines, 0, fromY, { x: terminal.x, y, width: terminal.width, height: LINE });
  };
}

function say(message: FromDrawer): void {
  process.send?.(message);
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
