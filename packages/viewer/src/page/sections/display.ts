import { WORDS } from "../../words.ts";
import { type DisplayWishes, SIDE } from "../display-wish.ts";
import type { Fields } from "../panel/fields.ts";

const SIZES = ["1280x720", "1600x900", "1920x1080", "1920x1200", "2560x1440", "3840x2160"];
const SCALES = [100, 125, 150, 175, 200, 250, 300];
const AS_WINDOW = "window";
const OWN = "own";

/** Size and scale of the desktop. `onMonitor` opens a window with a further one. */
export function fillDisplay(fields: Fields, wishes: DisplayWishes, onMonitor: () => void): void {
  const words = WORDS.display;
  const { size, scale } = wishes.get();
  const named = size ? `${size.width}x${size.height}` : AS_WINDOW;
  const selected = size && !SIZES.includes(named) ? OWN : named;
  const side = { width: size?.width ?? 1280, height: size?.height ?? 720 };

  function without<K extends "size" | "scale">(key: K): Omit<ReturnType<typeof wishes.get>, K> {
    const { [key]: _, ...others } = wishes.get();
    return others;
  }

  function setSide(name: "width" | "height", value: number): void {
    side[name] = value;
    wishes.set({ ...wishes.get(), size: { ...side } });
  }

  fields.select({
    name: "size",
    label: words.size,
    description: words.sizeHint,
    options: [
      { value: AS_WINDOW, label: words.asWindow },
      ...SIZES.map(value => ({ value, label: value.replace("x", " × ") })),
      { value: OWN, label: words.own },
    ],
    value: selected,
    onChange(value) {
      showSides(value === OWN);
      const [width = side.width, height = side.height] = value === OWN ? [] : value.split("x").map(Number);
      if (value === AS_WINDOW) {
        wishes.set(without("size"));
      } else {
        wishes.set({ ...wishes.get(), size: { width, height } });
      }
    },
  });
  const bounds = { least: SIDE.least, most: SIDE.most };
  const sides = (["width", "height"] as const).map(name =>
    fields.number({
      name,
      label: words[name],
      ...bounds,
      value: side[name],
      onChange: value => setSide(name, value),
    }),
  );
  function showSides(shown: boolean): void {
    for (const { element } of sides) {
      element.hidden = !shown;
    }
  }
  showSides(selected === OWN);
  fields.select({
    name: "scale",
    label: words.scale,
    description: words.scaleHint,
    options: [
      { value: "", label: words.asScreen },
      ...SCALES.map(value => ({ value: String(value), label: `${value} %` })),
    ],
    value: scale === undefined ? "" : String(scale),
    onChange: value =>
      wishes.set(value === "" ? without("scale") : { ...wishes.get(), scale: Number(value) }),
  });
  fields.button({ name: "monitor", label: WORDS.bar.monitor, onClick: onMonitor });
}

/** How the picture is placed in the window: everybody's own choice. */
export function fillPlacement(fields: Fields, wishes: DisplayWishes): void {
  const words = WORDS.display;
  fields.switch({
    name: "whole",
    label: words.whole,
    description: words.wholeHint,
    value: wishes.get().whole ?? false,
    onChange(on) {
      const { whole: _, ...others } = wishes.get();
      wishes.set(on ? { ...others, whole: true } : others);
    },
  });
}
