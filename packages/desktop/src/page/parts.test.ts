import { expect, it } from "vitest";
import { readerOf } from "../variables/table.ts";
import { hiddenParts } from "./parts.ts";

it("hides nothing unless it is told to", () => {
  expect(hiddenParts(readerOf({}))).toEqual([]);
});

it("hides what Selkies' variables name", () => {
  const env = {
    SELKIES_UI_SIDEBAR_SHOW_VIDEO_SETTINGS: "false",
    SELKIES_UI_SIDEBAR_SHOW_STATS: "false|locked",
    SELKIES_UI_SIDEBAR_SHOW_FILES: "true",
  };
  expect(hiddenParts(readerOf(env))).toEqual(["stream", "statistics"]);
});
