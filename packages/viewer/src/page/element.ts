/** The element of index.html with this id. @throws TypeError where it is missing or of another class */
export function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) {
    throw new TypeError(`index.html has no ${type.name} called ${id}`);
  }
  return found;
}

/** A button with a text and what it does. */
export function buttonOf(text: string, onClick: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", onClick);
  return button;
}
