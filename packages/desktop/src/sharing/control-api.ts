import type { Role } from "@porthole/protocol";
import { folderOf } from "./admission.ts";
import type { Link, TokenWish } from "./links.ts";
import { guestRole, type People, type Refusal } from "./people.ts";

/** Roles of Selkies' control plane. */
const TOKEN_ROLES = ["controller", "viewer"] as const;
/** A token shorter than this could be guessed. */
const SHORTEST_TOKEN = 16;
/** Roles in words, for errors. */
const ROLE_WORDS = "one of controller, collaborator, viewer, player2, player3, player4";

/** What was asked for cannot be done: an HTTP status, and why in words. */
export class ControlError extends Error {
  override readonly name = "ControlError";
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

/** What is answered: a status, and what is written as JSON where there is something. */
export type ControlAnswer = { status: number; body?: unknown };

/** The control plane: links and people for other programs. docs/sharing.md describes each request. */
export class ControlApi {
  readonly #people: People;
  readonly #subfolder: string;

  constructor(people: People, subfolder: string) {
    this.#people = people;
    this.#subfolder = subfolder;
  }

  /**
   * Does what a request asks.
   *
   * @param path without query, such as "/links/ID"
   * @param body what its JSON says; undefined where it has none
   * @throws ControlError
   */
  answer(method: string, path: string, body: unknown): ControlAnswer {
    const [, what = "", id, more] = path.split("/");
    const routes = more === undefined ? this.#routes(what, id) : undefined;
    if (!routes) {
      throw new ControlError(404, `There is no ${path}. There are /links, /people and /tokens.`);
    }
    const route = routes[method];
    if (!route) {
      throw new ControlError(405, `${path} takes ${Object.keys(routes).join(" and ")}.`);
    }
    return route(body);
  }

  #routes(
    what: string,
    id: string | undefined,
  ): Record<string, (body: unknown) => ControlAnswer> | undefined {
    const links = { GET: () => this.#listLinks(), POST: (body: unknown) => this.#makeLink(body) };
    const tokens = { POST: (body: unknown) => this.#setTokens(body) };
    const lists = { links, people: { GET: () => this.#listPeople() }, tokens };
    if (id === undefined) {
      return Object.hasOwn(lists, what) ? lists[what as keyof typeof lists] : undefined;
    }
    if (what === "links") {
      return { DELETE: () => this.#endLink(id) };
    }
    return what === "people"
      ? { PATCH: (body: unknown) => this.#changePerson(id, body), DELETE: () => this.#putOut(id) }
      : undefined;
  }

  #listLinks(): ControlAnswer {
    return { status: 200, body: { links: this.#people.links.all.map(link => this.#told(link)) } };
  }

  #told({ id, name, role, pad, ends, foreign }: Link): Record<string, unknown> {
    return {
      id,
      name,
      role,
      ...(pad === undefined ? {} : { slot: pad }),
      ends: ends === undefined ? null : new Date(ends).toISOString(),
      token: foreign,
      people: this.#people.here.filter(({ link }) => link === id).length,
    };
  }

  #makeLink(body: unknown): ControlAnswer {
    const { role, name = "", ends = null, ...rest } = object(body, "the request");
    nothingElse(rest, "a link", "role, name and ends");
    const known = roleIn(role);
    if (typeof name !== "string") {
      throw new ControlError(400, "name has to be a text.");
    }
    const until = ends === null ? undefined : typeof ends === "string" ? Date.parse(ends) : Number.NaN;
    if (Number.isNaN(until)) {
      throw new ControlError(400, 'ends has to be a date such as "2027-01-31T18:00:00Z", or null.');
    }
    const made = this.#people.makeLink({ role: known, name, ends: until });
    if ("text" in made) {
      throw new ControlError(409, made.text);
    }
    const link = this.#people.links.all.find(({ id }) => id === made.link);
    const path = `${folderOf(made.link, this.#subfolder)}#code=${made.code}`;
    return { status: 201, body: { ...(link && this.#told(link)), path } };
  }

  #endLink(id: string): ControlAnswer {
    if (!this.#people.links.end(id)) {
      throw new ControlError(404, `There is no link "${id}".`);
    }
    return { status: 204 };
  }

  #listPeople(): ControlAnswer {
    return { status: 200, body: { people: this.#people.here } };
  }

  #changePerson(id: string, body: unknown): ControlAnswer {
    const { role, ...rest } = object(body, "the request");
    nothingElse(rest, "a person", "role");
    this.#refuse(this.#people.setRole(Number(id), roleIn(role)));
    return { status: 204 };
  }

  #putOut(id: string): ControlAnswer {
    this.#refuse(this.#people.putOut(Number(id)));
    return { status: 204 };
  }

  #refuse(refusal: Refusal | undefined): void {
    if (refusal) {
      throw new ControlError(409, refusal.text);
    }
  }

  #setTokens(body: unknown): ControlAnswer {
    const tokens = new Map(
      Object.entries(object(body, "the request")).map(([token, wish]) => [token, tokenWish(token, wish)]),
    );
    const refusal = this.#people.links.replaceTokens(tokens);
    if (refusal !== undefined) {
      throw new ControlError(409, refusal);
    }
    return { status: 200, body: { tokens: tokens.size } };
  }
}

/** What Selkies' words for a token come to: a viewer with `mk_control` is a collaborator here. */
function tokenWish(token: string, value: unknown): TokenWish {
  // The token is a secret: errors show its beginning alone.
  const where = `The token that begins with "${token.slice(0, 4)}"`;
  if (token.length < SHORTEST_TOKEN) {
    throw new ControlError(
      400,
      `${where} has fewer than ${SHORTEST_TOKEN} characters, and could be guessed.`,
    );
  }
  const { role, slot = null, mk_control: control = false, ...rest } = object(value, where);
  nothingElse(rest, where, "role, slot and mk_control");
  const known = TOKEN_ROLES.find(one => one === role);
  if (!known) {
    throw new ControlError(400, `${where} needs a role, controller or viewer.`);
  }
  if (slot !== null && !(typeof slot === "number" && [1, 2, 3, 4].includes(slot))) {
    throw new ControlError(400, `${where} has a slot that is neither null nor 1, 2, 3 or 4.`);
  }
  if (control !== null && typeof control !== "boolean") {
    throw new ControlError(400, `${where} has an mk_control that is neither true nor false.`);
  }
  return {
    role: known === "viewer" && control ? "collaborator" : known,
    ...(typeof slot === "number" && { pad: slot }),
  };
}

function object(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ControlError(400, `${what} has to be a JSON object.`);
  }
  return value as Record<string, unknown>;
}

function nothingElse(rest: Record<string, unknown>, what: string, known: string): void {
  const [odd] = Object.keys(rest);
  if (odd !== undefined) {
    throw new ControlError(400, `${what} has no "${odd}"; it has ${known}.`);
  }
}

function roleIn(value: unknown): Role {
  const role = typeof value === "string" ? guestRole(value) : undefined;
  if (!role) {
    throw new ControlError(400, `role has to be ${ROLE_WORDS}.`);
  }
  return role;
}
