import { WORDS } from "../../words.ts";
import { buttonOf } from "../element.ts";
import { List } from "./list.ts";

/** What every field has. */
export type FieldOptions = {
  /** Name of the control for programs and tests. */
  name: string;
  label: string;
  /** One sentence below it. */
  description?: string;
};

/** A field that shows a value. */
export type Field<T> = {
  /** The whole row. */
  readonly element: HTMLElement;
  /** Shows a value that came from elsewhere; `onChange` is not called. */
  set(value: T): void;
  /** Whether it cannot be changed: then it is shown, and says why, which is that the server sets it unless given. */
  lock(locked: boolean, why?: string): void;
  /** Another sentence below it; none where it is empty. */
  describe(text: string): void;
};

/** A number between two bounds. */
export type Range = Field<number> & { bounds(least: number, most: number): void };
/** One of several; the options may change. */
export type Select<T extends string> = Field<T> & { options(options: readonly Option<T>[]): void };
/** Something to choose. */
export type Option<T extends string> = { value: T; label: string };

let fields = 0;

/** The fields of one section of the panel, appended to `root` in the order in which they are made. */
export class Fields {
  /** The section's element, for what the fields below cannot show. */
  readonly root: HTMLElement;

  /** @param root an empty element */
  constructor(root: HTMLElement) {
    this.root = root;
  }

  /** A slider. `onChange` once it is let go; `onInput`, if wanted, at each step; `format` makes the text beside it. */
  range(
    options: FieldOptions & {
      least: number;
      most: number;
      step?: number;
      value: number;
      format?: (value: number) => string;
      onChange(value: number): void;
      onInput?(value: number): void;
    },
  ): Range {
    const input = inputOf("range");
    const output = document.createElement("output");
    const format = options.format ?? String;
    input.step = String(options.step ?? 1);
    const show = () => {
      output.textContent = format(input.valueAsNumber);
      input.setAttribute("aria-valuetext", output.textContent);
    };
    input.addEventListener("input", () => {
      show();
      options.onInput?.(input.valueAsNumber);
    });
    input.addEventListener("change", () => options.onChange(input.valueAsNumber));
    const row = this.#row(options, input, "range", output);
    const range: Range = {
      ...row,
      bounds(least, most) {
        input.min = String(least);
        input.max = String(most);
        show();
      },
      set(value) {
        input.value = String(value);
        show();
      },
    };
    range.bounds(options.least, options.most);
    range.set(options.value);
    return range;
  }

  /** A number to type. What is not within the bounds is not taken, and the field says so. */
  number(
    options: FieldOptions & {
      least: number;
      most: number;
      value: number;
      onChange(value: number): void;
    },
  ): Field<number> {
    const input = inputOf("number");
    input.min = String(options.least);
    input.max = String(options.most);
    input.addEventListener("change", () => {
      const valid = input.value !== "" && input.checkValidity();
      input.setAttribute("aria-invalid", String(!valid));
      if (valid) {
        options.onChange(input.valueAsNumber);
      } else {
        input.reportValidity();
      }
    });
    const field = { ...this.#row(options, input), set: (value: number) => assign(input, String(value)) };
    field.set(options.value);
    return field;
  }

  /** A line of text; `type` as in HTML. `readOnly` is for what a person only copies. */
  text(
    options: FieldOptions & {
      value: string;
      type?: "text" | "datetime-local" | "password";
      readOnly?: boolean;
      longest?: number;
      onChange?(value: string): void;
    },
  ): Field<string> {
    const input = inputOf(options.type ?? "text");
    input.readOnly = options.readOnly ?? false;
    input.maxLength = options.longest ?? 1000;
    input.autocomplete = "off";
    input.addEventListener("change", () => options.onChange?.(input.value));
    const field = { ...this.#row(options, input), set: (value: string) => assign(input, value) };
    field.set(options.value);
    return field;
  }

  /** One of several. */
  select<T extends string>(
    options: FieldOptions & { options: readonly Option<T>[]; value: T; onChange(value: T): void },
  ): Select<T> {
    const control = document.createElement("select");
    control.addEventListener("change", () => options.onChange(control.value as T));
    const select: Select<T> = {
      ...this.#row(options, control),
      options(choices) {
        const { value } = control;
        control.replaceChildren(...choices.map(({ value, label }) => new Option(label, value)));
        control.value = value;
      },
      set: value => assign(control, value),
    };
    select.options(options.options);
    select.set(options.value);
    return select;
  }

  /** On or off. */
  switch(options: FieldOptions & { value: boolean; onChange(on: boolean): void }): Field<boolean> {
    const input = inputOf("checkbox");
    input.setAttribute("role", "switch");
    input.addEventListener("change", () => options.onChange(input.checked));
    const field = {
      ...this.#row(options, input, "switch"),
      set(on: boolean) {
        input.checked = on;
      },
    };
    field.set(options.value);
    return field;
  }

  /** Something to do. Several in a row stand beside each other. */
  button(options: { name: string; label: string; onClick(): void }): HTMLButtonElement {
    const button = buttonOf(options.label, options.onClick);
    button.name = options.name;
    const last = this.root.lastElementChild;
    const row = last?.className === "buttons" ? last : this.#add("div", "buttons");
    row.append(button);
    return button;
  }

  /** Rows of things, each with what can be done to it; `empty` is said while there is none. */
  list(options: { name: string; label: string; empty: string }): List {
    const list = new List(options);
    this.root.append(list.element);
    return list;
  }

  /** Fields in an element of the section's own, to be hidden together. */
  inside(element: HTMLElement): Fields {
    return new Fields(element);
  }

  /** A heading between fields. */
  heading(text: string): HTMLElement {
    const heading = this.#add("h4");
    heading.textContent = text;
    return heading;
  }

  /** A sentence between fields. */
  note(text: string): HTMLElement {
    const note = this.#add("p", "note");
    note.textContent = text;
    return note;
  }

  #add(tag: string, className = ""): HTMLElement {
    const element = document.createElement(tag);
    element.className = className;
    this.root.append(element);
    return element;
  }

  /** Label, control, what is beside it, and the sentences below. */
  #row(
    { name, label, description = "" }: FieldOptions,
    control: HTMLInputElement | HTMLSelectElement,
    className = "",
    ...beside: HTMLElement[]
  ): Pick<Field<never>, "element" | "lock" | "describe"> {
    const number = ++fields;
    const words = document.createElement("label");
    words.textContent = label;
    words.htmlFor = `field-${number}`;
    const below = document.createElement("p");
    below.id = `about-${number}`;
    const why = document.createElement("span");
    const about = document.createElement("span");
    below.append(why, about);
    control.id = words.htmlFor;
    control.name = name;
    control.setAttribute("aria-describedby", below.id);
    const element = this.#add("div", `field ${className}`.trim());
    element.append(words, ...beside, control, below);
    const tidy = () => {
      below.hidden = below.textContent === "";
    };
    const field = {
      element,
      lock(locked: boolean, reason: string = WORDS.panel.locked) {
        control.disabled = locked;
        why.textContent = locked ? `${reason} ` : "";
        tidy();
      },
      describe(text: string) {
        about.textContent = text;
        tidy();
      },
    };
    field.describe(description);
    return field;
  }
}

function inputOf(type: string): HTMLInputElement {
  const input = document.createElement("input");
  input.type = type;
  return input;
}

/** Sets a value, but not under the hands of someone who is typing another. */
function assign(control: HTMLInputElement | HTMLSelectElement, value: string): void {
  if (document.activeElement !== control || control instanceof HTMLSelectElement) {
    control.value = value;
  }
}
