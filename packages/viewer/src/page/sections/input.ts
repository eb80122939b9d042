import type { TouchMode } from "../../input/gestures.ts";
import type { Input } from "../../input/input.ts";
import { WORDS } from "../../words.ts";
import type { Fields } from "../panel/fields.ts";

const MODES = ["gestures", "trackpad", "touch"] as const satisfies TouchMode[];

/** What can be chosen of keyboard and pointer. */
export function fillInput(fields: Fields, input: Input): void {
  fields.select({
    name: "touch-mode",
    label: WORDS.input.touch,
    description: WORDS.input.touchHint,
    value: input.touchMode(),
    options: MODES.map(value => ({ value, label: WORDS.input.touchModes[value] })),
    onChange: input.setTouchMode,
  });
  if (!("keyboard" in navigator)) {
    fields.note(WORDS.input.noKeyboardLock);
  }
}
