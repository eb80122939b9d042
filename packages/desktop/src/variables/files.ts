import type { Variables } from "./variable.ts";

const NO_FILES = "Files cannot be moved through the page yet.";

/** Files between pages and the desktop. */
export const fileVariables = {
  SELKIES_FILE_TRANSFERS: { absent: NO_FILES },
  FILE_MANAGER_PATH: { absent: NO_FILES },
  SELKIES_UPLOAD_DIR: { absent: NO_FILES },
  "SELKIES_FILE_TRANSFER_*": { absent: NO_FILES },
} as const satisfies Variables;
