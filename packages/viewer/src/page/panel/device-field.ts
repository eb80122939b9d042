import type { Fields } from "./fields.ts";

/** What a field of devices shows, and how it tells of a choice. */
export type DeviceFieldOptions = {
  name: string;
  label: string;
  /** Words for the browser's choice, whose id is "". */
  any: string;
  kind: MediaDeviceKind;
  /** The id that is chosen now. */
  chosen(): string;
  onChange(id: string): void;
};

/** A choice among the browser's devices of a kind. */
export type DeviceField = {
  /** Locks it with these words, or unlocks it, and shows the devices there are now. */
  show(locked: boolean, why: string): void;
};

/** Adds a choice among the browser's microphones or cameras. */
export function deviceField(
  fields: Fields,
  { name, label, any, kind, chosen, onChange }: DeviceFieldOptions,
): DeviceField {
  const first = { value: "", label: any };
  const field = fields.select({ name, label, options: [first], value: "", onChange });

  async function showDevices(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    // Before a person has allowed one of them once, browsers tell neither names nor ids.
    const named = all.filter(one => one.kind === kind && one.deviceId !== "" && one.label !== "");
    field.options([first, ...named.map(one => ({ value: one.deviceId, label: one.label }))]);
    field.set(named.some(one => one.deviceId === chosen()) ? chosen() : "");
  }

  return {
    show(locked, why) {
      field.lock(locked, why);
      void showDevices();
    },
  };
}
