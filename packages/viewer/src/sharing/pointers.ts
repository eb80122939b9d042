/** Milliseconds after which a pointer that does not move is drawn faintly. */
const IDLE = 5000;
/** Degrees of hue from one person to the next: far apart for neighbours. */
const HUES = 137;

type Drawn = {
  element: HTMLElement;
  label: HTMLElement;
  at: { x: number; y: number };
  timer: ReturnType<typeof setTimeout> | undefined;
};

/** Others' pointers, each with its name. */
export type Pointers = {
  /** `x` and `y` in desktop pixels. */
  show(person: number, name: string, x: number, y: number): void;
  /** Takes away those of who has gone. */
  keep(people: ReadonlySet<number>): void;
  rescale(): void;
};

/** Draws pointers over `stage`. They take no clicks, and screen readers are spared them. */
export function openPointers(
  stage: HTMLElement,
  pagePoint: (x: number, y: number) => { x: number; y: number } | undefined,
): Pointers {
  const drawn = new Map<number, Drawn>();

  function place({ element, at }: Drawn): void {
    const point = pagePoint(at.x, at.y);
    element.hidden = !point;
    if (point) {
      element.style.transform = `translate(${point.x}px, ${point.y}px)`;
    }
  }

  function make(person: number): Drawn {
    const element = document.createElement("div");
    element.className = "person";
    element.dataset.person = String(person);
    element.setAttribute("aria-hidden", "true");
    element.style.setProperty("--hue", String((person * HUES) % 360));
    const label = document.createElement("span");
    element.append(label);
    stage.append(element);
    const one: Drawn = { element, label, at: { x: 0, y: 0 }, timer: undefined };
    drawn.set(person, one);
    return one;
  }

  return {
    show(person, name, x, y) {
      const one = drawn.get(person) ?? make(person);
      one.at = { x, y };
      one.label.textContent = name;
      place(one);
      one.element.classList.remove("idle");
      clearTimeout(one.timer);
      one.timer = setTimeout(() => one.element.classList.add("idle"), IDLE);
    },
    keep(people) {
      for (const [person, one] of drawn) {
        if (!people.has(person)) {
          clearTimeout(one.timer);
          one.element.remove();
          drawn.delete(person);
        }
      }
    },
    rescale() {
      for (const one of drawn.values()) {
        place(one);
      }
    },
  };
}
