import { watch } from "node:fs";

/** How long, in ms, files have to rest: a build writes many of them. */
const REST = 300;

/** Calls back once, when something in a folder or below has changed and then rested. @param onChange with the file's path in the folder */
export function onceChanged(folder: string, onChange: (file: string) => void): void {
  let rest: NodeJS.Timeout | undefined;
  const watcher = watch(folder, { recursive: true }, (_, file) => {
    clearTimeout(rest);
    rest = setTimeout(() => {
      watcher.close();
      onChange(file ?? folder);
    }, REST);
  });
}
