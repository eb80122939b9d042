import { buttonOf } from "../element.ts";

/** One row of a list. */
export type Item = {
  /** Tells rows apart; a row keeps its place and the keyboard while its id stays. */
  id: string;
  text: string;
  /** Smaller, below it. */
  detail?: string;
  /** 0 to 1, shown as a bar; no bar without it. */
  progress?: number;
  actions?: readonly { name: string; label: string; onClick(): void }[];
};

type Row = {
  element: HTMLLIElement;
  text: HTMLElement;
  detail: HTMLElement;
  bar: HTMLProgressElement;
  buttons: Map<string, { element: HTMLButtonElement; onClick(): void }>;
};

/** Rows of things, each with what can be done to it. */
export class List {
  readonly element = document.createElement("div");
  readonly #items = document.createElement("ul");
  readonly #empty = document.createElement("p");
  readonly #rows = new Map<string, Row>();

  /** @param options `label` is for screen readers, `empty` is said while there is nothing */
  constructor({ name, label, empty }: { name: string; label: string; empty: string }) {
    this.element.className = "list";
    this.element.dataset.list = name;
    this.#items.setAttribute("aria-label", label);
    this.#empty.className = "note";
    this.#empty.textContent = empty;
    this.element.append(this.#items, this.#empty);
    this.set([]);
  }

  /** Shows these rows, in this order; those that stay are changed in place. */
  set(items: readonly Item[]): void {
    this.#empty.hidden = items.length > 0;
    this.#items.hidden = items.length === 0;
    for (const [id, row] of this.#rows) {
      if (!items.some(item => item.id === id)) {
        row.element.remove();
        this.#rows.delete(id);
      }
    }
    items.forEach((item, index) => {
      const row = this.#rows.get(item.id) ?? rowOf(item.id);
      this.#rows.set(item.id, row);
      show(row, item);
      if (this.#items.children[index] !== row.element) {
        this.#items.insertBefore(row.element, this.#items.children[index] ?? null);
      }
    });
  }
}

function rowOf(id: string): Row {
  const element = document.createElement("li");
  element.dataset.item = id;
  const text = document.createElement("span");
  const detail = document.createElement("small");
  const bar = document.createElement("progress");
  element.append(text, detail, bar);
  return { element, text, detail, bar, buttons: new Map() };
}

function show(row: Row, { text, detail = "", progress, actions = [] }: Item): void {
  row.text.textContent = text;
  row.detail.textContent = detail;
  row.detail.hidden = detail === "";
  row.bar.hidden = progress === undefined;
  row.bar.value = progress ?? 0;
  row.bar.setAttribute("aria-label", text);
  for (const [name, button] of row.buttons) {
    if (!actions.some(action => action.name === name)) {
      button.element.remove();
      row.buttons.delete(name);
    }
  }
  for (const { name, label, onClick } of actions) {
    let button = row.buttons.get(name);
    if (!button) {
      const made = { element: buttonOf(label, () => made.onClick()), onClick };
      made.element.dataset.action = name;
      row.element.append(made.element);
      row.buttons.set(name, made);
      button = made;
    }
    button.onClick = onClick;
    button.element.textContent = label;
    button.element.setAttribute("aria-label", `${label}: ${text}`);
  }
}
