import type { ClipboardChoice, PageClipboard } from "../../clipboard/clipboard.ts";
import { WORDS } from "../../words.ts";
import type { Fields } from "../panel/fields.ts";

/** What may pass through the clipboard: a person may forbid what the server allows. */
export function fillClipboard(fields: Fields, clipboard: PageClipboard): void {
  const rows = (["in", "out", "images"] as const).map(name => ({
    name,
    field: fields.switch({
      name: `clipboard-${name}`,
      label: WORDS.clipboard[name],
      value: true,
      onChange: on => clipboard.choose({ ...clipboard.choice(), [name]: on }),
    }),
  }));
  clipboard.follow((rules, choice: ClipboardChoice) => {
    for (const { name, field } of rows) {
      field.set(rules[name] && choice[name]);
      field.lock(!rules[name]);
    }
  });
}
