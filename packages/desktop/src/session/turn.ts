/**
 * Whose turn it is among pages that can each give the same thing, such as a camera: the page that was used last, and from then on it stays the one for
 * as long as it is able and the thing is wanted.
 */
export class Turn<Page> {
  /** The one that was used last stands last. */
  readonly #pages = new Set<Page>();
  #holder: Page | undefined;

  get holder(): Page | undefined {
    return this.#holder;
  }

  has(page: Page): boolean {
    return this.#pages.has(page);
  }

  [Symbol.iterator](): Iterator<Page> {
    return this.#pages.values();
  }

  get count(): number {
    return this.#pages.size;
  }

  add(page: Page): void {
    this.#pages.add(page);
  }

  delete(page: Page): void {
    this.#pages.delete(page);
  }

  /** A person uses this page: it is the next. */
  use(page: Page): void {
    if (this.#pages.delete(page)) {
      this.#pages.add(page);
    }
  }

  /** Chooses among those that are `able`, nobody unless `wanted`. Gives who held it before. */
  choose(wanted: boolean, isAble: (page: Page) => boolean): Page | undefined {
    const before = this.#holder;
    const able = [...this.#pages].filter(isAble);
    const next = before && able.includes(before) ? before : able.at(-1);
    this.#holder = wanted ? next : undefined;
    return before;
  }
}
