import type { XConnection } from "../display/connection.ts";

/** Atoms of one X server by their names, both ways. */
export class Atoms {
  readonly #byName: ReadonlyMap<string, number>;
  readonly #byNumber: ReadonlyMap<number, string>;

  private constructor(pairs: readonly (readonly [string, number])[]) {
    this.#byName = new Map(pairs);
    this.#byNumber = new Map(pairs.map(([name, atom]) => [atom, name]));
  }

  /** Interns `names`. */
  static async intern(connection: XConnection, names: readonly string[]): Promise<Atoms> {
    return new Atoms(
      await Promise.all(
        names.map(async name => {
          const atom = await connection.ask<number>(done => connection.client.InternAtom(false, name, done));
          return [name, atom] as const;
        }),
      ),
    );
  }

  /** @throws RangeError for a name that was not interned. */
  of(name: string): number {
    const atom = this.#byName.get(name);
    if (atom === undefined) {
      throw new RangeError(`${name} is not among the atoms`);
    }
    return atom;
  }

  /** The name of an atom; "" for a strange one. */
  name(atom: number): string {
    return this.#byNumber.get(atom) ?? "";
  }

  /** Names of the atoms in a property of them; strange ones are left out. */
  names(property: Buffer): Set<string> {
    const names = new Set<string>();
    for (let at = 0; at + 4 <= property.length; at += 4) {
      names.add(this.name(property.readUInt32LE(at)));
    }
    names.delete("");
    return names;
  }
}
