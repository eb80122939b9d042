import { absolutePath, listOf } from "./kinds.ts";
import type { Variables } from "./variable.ts";

/** Files between pages and the desktop. */
export const fileVariables = {
  SELKIES_FILE_TRANSFERS: {
    kind: listOf(["upload", "download"], "none"),
    purpose:
      "What pages may do with files: both unless it is set, nothing where it is set and empty, or where HARDEN_DESKTOP is true and this is not set.",
  },
  FILE_MANAGER_PATH: {
    kind: absolutePath,
    purpose:
      "Folder that pages bring files to and take files from; `Desktop` in the home folder unless it is set.",
    also: ["SELKIES_UPLOAD_DIR"],
  },
  "SELKIES_FILE_TRANSFER_*": { absent: "Transfers take what the picture leaves, by what is measured." },
} as const satisfies Variables;
