/** A value that this browser keeps for the next time, where it keeps any. */
export type Remembered<T> = {
  /** What was kept; undefined where nothing was, or what another program wrote. */
  get(): T | undefined;
  /** Keeps it; undefined forgets it. Where storage is forbidden it lasts as long as the page. */
  set(value: T | undefined): void;
};

/** Keeps one value as JSON in the browser's storage, under `porthole.NAME`. */
export function remembered<T>(name: string, isValid: (value: unknown) => value is T): Remembered<T> {
  const key = `porthole.${name}`;
  let here: T | undefined;
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    here = isValid(kept) ? kept : undefined;
  } catch {
    // Storage may be forbidden, or hold what is no JSON.
  }
  return {
    get: () => here,
    set(value) {
      here = value;
      try {
        if (value === undefined) {
          localStorage.removeItem(key);
        } else {
          localStorage.setItem(key, JSON.stringify(value));
        }
      } catch {
        // Then it lasts as long as the page.
      }
    },
  };
}
