/** What may pass between pages and the desktop's folder. */
export type FileRules = {
  /** Folder that pages see, absolute. `FILE_MANAGER_PATH`, default "Desktop" in the home folder. */
  folder: string;
  /** Whether pages may bring files. `SELKIES_FILE_TRANSFERS`. */
  up: boolean;
  /** Whether pages may take files. `SELKIES_FILE_TRANSFERS`. */
  down: boolean;
};
