import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { painterOf } from "./queue.ts";
import type { Painter, Picture } from "./sink.ts";

/** Stands for the browser's classes: a picture of one covers all, of the other a part. */
class Image {
  closed = false;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  close(): void {
    this.closed = true;
  }
}
class Whole extends Image {}

function picture(image: Image, width = 100): Picture {
  return { width, height: 50, pieces: [{ x: 0, y: 0, image: image as unknown as ImageBitmap }] };
}

let drawn: string[];
let dropped: number;
let refresh: () => void;
let painter: Painter;

beforeEach(() => {
  vi.stubGlobal("VideoFrame", Whole);
  drawn = [];
  dropped = 0;
  painter = painterOf(
    done => {
      refresh = done;
    },
    () => {
      dropped += 1;
    },
    ({ picture: shown }) => drawn.push(...shown.pieces.map(({ image }) => (image as unknown as Image).name)),
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("painterOf", () => {
  it("draws the first at once and then one a refresh, the newest, freeing what it skips", () => {
    const skipped = new Whole("b");
    for (const image of [new Whole("a"), skipped, new Whole("c")]) {
      painter.paint(picture(image), () => {});
    }
    expect(drawn).toEqual(["a"]);
    refresh();
    expect(drawn).toEqual(["a", "c"]);
    expect(skipped.closed).toBe(true);
    expect(dropped).toBe(1);
    refresh();
    painter.paint(picture(new Whole("d")), () => {});
    expect(drawn).toEqual(["a", "c", "d"]);
  });

  it("skips no rectangle, since none covers another, and no frame of another size", () => {
    for (const image of ["a", "b", "c"]) {
      painter.paint(picture(new Image(image)), () => {});
    }
    painter.paint(picture(new Whole("d"), 200), () => {});
    refresh();
    expect(drawn).toEqual(["a", "b", "c", "d"]);
    expect(dropped).toBe(0);
  });

  it("frees what still waits when it is closed", () => {
    const waiting = new Whole("b");
    painter.paint(picture(new Whole("a")), () => {});
    painter.paint(picture(waiting), () => {});
    painter.close();
    refresh();
    expect(waiting.closed).toBe(true);
    expect(drawn).toEqual(["a"]);
  });
});
