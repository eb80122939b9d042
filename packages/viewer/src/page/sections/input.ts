import type { TouchMode } from "../../input/gestures.ts";
import type { Input } from "../../input/input.ts";
import { WORDS } from "../../words.ts";
import type { Fields } from "../panel/fields.ts";

const MODES = ["gestures", "trackpad", "touch"] as const satisfies TouchMode[];

/** What can be chosen of keyboard and pointer; `onHold` has the browser hold the mouse. */
export function fillInput(fields: Fields, input: Input, onHold: () => void): void {
  fields.select({
    name: "touch-mode",
    label: WORDS.input.touch,
    description: WORDS.input.touchHint,
    value: input.touchMode(),
    options: MODES.map(value => ({ value, label: WORDS.input.touchModes[value] })),
    onChange: input.setTouchMode,
  });
  fields.button({ name: "hold-mouse", label: WORDS.input.holdMouse, onClick: onHold });
  fields.note(WORDS.input.holdMouseHint);
  if (!("keyboard" in navigator)) {
    fields.note(WORDS.input.noKeyboardLock);
  }
}
