import { type SettingName, STREAM_SETTINGS, settingNamed } from "@porthole/protocol";
import type { Setting } from "../bridge.ts";
import { WORDS } from "../words.ts";

/** Where what a person has chosen is kept for the next time. */
const STORED = "porthole.stream";

/** The section of the stream's settings. */
export type StreamPanel = {
  /** The server tells a setting: shows it, and asks for what was chosen here before. */
  onSetting(setting: Setting): void;
  /** A new connection knows nothing of what was asked of the last. */
  forget(): void;
  focus(): void;
};

type Row = { element: HTMLElement; show(setting: Setting): void };

/** Fills `form` with the settings as the server tells them; `wish` sends a wish to it. */
export function openStreamPanel(
  form: HTMLFormElement,
  wish: (setting: number, value: number) => void,
): StreamPanel {
  const rows = new Map<SettingName, Row>();
  const asked = new Set<SettingName>();
  const chosen = read();

  function choose(name: SettingName, value: number): void {
    chosen[name] = value;
    store(chosen);
    wish(STREAM_SETTINGS[name].id, value);
  }

  form.addEventListener("submit", event => event.preventDefault());
  return {
    onSetting(setting) {
      const name = settingNamed(setting.setting);
      if (!name) {
        return;
      }
      let row = rows.get(name);
      if (!row) {
        row = rowOf(name, value => choose(name, value));
        rows.set(name, row);
        form.append(row.element);
      }
      row.show(setting);
      const before = chosen[name];
      if (!asked.has(name)) {
        asked.add(name);
        if (before !== undefined && before !== setting.value && !setting.locked) {
          wish(setting.setting, before);
        }
      }
    },
    forget: () => asked.clear(),
    focus() {
      form.querySelector<HTMLElement>("input:enabled, select:enabled")?.focus();
    },
  };
}

function rowOf(name: SettingName, choose: (value: number) => void): Row {
  const { kind } = STREAM_SETTINGS[name];
  const element = document.createElement("label");
  const words = document.createElement("span");
  words.textContent = WORDS.stream[name];
  const control = document.createElement(kind === "choice" ? "select" : "input");
  control.name = name;
  const output = document.createElement("output");
  element.append(words, control, output);
  const mark = ({ locked }: Setting) => {
    control.disabled = locked;
    element.title = locked ? WORDS.locked : "";
  };
  if (control instanceof HTMLSelectElement) {
    control.addEventListener("change", () => choose(Number(control.value)));
    return {
      element,
      show(setting) {
        const codes = Object.keys(WORDS.codecs).filter(code => (setting.most & (1 << Number(code))) !== 0);
        control.replaceChildren(
          ...codes.map(code => new Option(WORDS.codecs[code as unknown as keyof typeof WORDS.codecs], code)),
        );
        control.value = String(setting.value);
        mark(setting);
      },
    };
  }
  if (kind === "switch") {
    control.type = "checkbox";
    control.addEventListener("change", () => choose(control.checked ? 1 : 0));
    return {
      element,
      show(setting) {
        control.checked = setting.value === 1;
        mark(setting);
      },
    };
  }
  control.type = "range";
  control.addEventListener("input", () => {
    output.textContent = control.value;
  });
  control.addEventListener("change", () => choose(Number(control.value)));
  return {
    element,
    show(setting) {
      control.min = String(setting.least);
      control.max = String(setting.most);
      control.value = String(setting.value);
      output.textContent = control.value;
      mark(setting);
    },
  };
}

function read(): Partial<Record<SettingName, number>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    const entries = Object.entries(kept ?? {}).filter(
      ([name, value]) => Object.hasOwn(STREAM_SETTINGS, name) && Number.isInteger(value) && value >= 0,
    );
    return Object.fromEntries(entries);
  } catch {
    // Storage may be forbidden, or hold what another program wrote.
    return {};
  }
}

function store(chosen: Partial<Record<SettingName, number>>): void {
  try {
    localStorage.setItem(STORED, JSON.stringify(chosen));
  } catch {
    // Then it lasts as long as the page.
  }
}
