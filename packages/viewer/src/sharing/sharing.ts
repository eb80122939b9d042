import { type Action, actionsOf, LONGEST_NAME, type PageMessage, ROLES, type Role } from "@porthole/protocol";
import type { SharingMessage } from "../bridge.ts";
import { remembered } from "../page/remember.ts";
import type { Pointers } from "./pointers.ts";

/** Somebody who is there. */
export type Person = { id: number; name: string; role: Role; guest: boolean; silent: boolean };
/** A link, as the server tells it; `ends` in ms since 1970, 0 for none. */
export type Link = { id: string; name: string; role: Role; ends: number; here: number };
/** All that the page knows of sharing. */
export type SharingState = {
  me: { id: number; name: string; role: Role; actions: ReadonlySet<Action> } | undefined;
  people: readonly Person[];
  links: readonly Link[];
  /** Roles there may be links for; undefined for who may not make any. */
  roles: readonly Role[] | undefined;
  /** Whether whoever brings no link has to sign in. */
  signIn: boolean;
  /** Address of the link that this page has asked for last. */
  address?: string;
};

/** People and links, as the page has them. */
export type Sharing = {
  readonly state: SharingState;
  /** Whether this person may do that, as far as it is known. */
  may(action: Action): boolean;
  onMessage(message: SharingMessage): void;
  /** A new connection: says what this person is called, and forgets who was there. */
  onOpen(): void;
  /** The size of a desktop pixel may have changed. */
  rescale(): void;
  /** Calls at once, and whenever something changes. */
  follow(show: (state: SharingState) => void): void;
  /** Asks for a link; its address comes as `state.address`. */
  make(role: Role, name: string, ends: number): void;
  rename(name: string): void;
  send(message: PageMessage): void;
};

/** What sharing needs of the page. */
export type SharingParts = {
  send(message: PageMessage): void;
  /** Where others' pointers are drawn. */
  stage: HTMLElement;
  /** Point of the page, in CSS pixels, of a desktop pixel; undefined before the first picture. */
  pagePoint(x: number, y: number): { x: number; y: number } | undefined;
  /** What this person may do. */
  onActions(actions: ReadonlySet<Action>): void;
  /** This person has come by a link, or may do something else than before. */
  onRole(role: Role): void;
};

/** Follows who is there; what is drawn of it is loaded when there is something to draw. */
export function openSharing({ send, stage, pagePoint, onActions, onRole }: SharingParts): Sharing {
  const name = remembered("name", (value): value is string => typeof value === "string");
  const followers: ((state: SharingState) => void)[] = [];
  const state: SharingState = { me: undefined, people: [], links: [], roles: undefined, signIn: false };
  let role: Role | undefined;
  let pointers: Promise<Pointers> | undefined;

  function changed(): void {
    for (const show of followers) {
      show(state);
    }
  }

  function drawPointer(person: number, x: number, y: number): void {
    pointers ??= import("./pointers.ts").then(({ openPointers }) => openPointers(stage, pagePoint));
    void pointers.then(
      drawn => {
        const known = state.people.find(({ id }) => id === person);
        if (known) {
          drawn.show(person, known.name, x, y);
        }
      },
      () => {
        // Tried again with the next move.
        pointers = undefined;
      },
    );
  }

  return {
    state,
    may: action => state.me?.actions.has(action) ?? true,
    onMessage(message) {
      switch (message.kind) {
        case "you": {
          const mine = ROLES[message.role] ?? "viewer";
          state.me = {
            id: message.person,
            name: message.name,
            role: mine,
            actions: actionsOf(message.actions),
          };
          if (!state.me.actions.has("share")) {
            state.roles = undefined;
            state.links = [];
          }
          onActions(state.me.actions);
          if (mine !== role && (role !== undefined || mine !== "owner")) {
            onRole(mine);
          }
          role = mine;
          break;
        }
        case "people":
          state.people = message.persons.map((id, at) => ({
            id,
            name: message.names[at] ?? "",
            role: ROLES[message.roles[at] ?? 0] ?? "viewer",
            guest: message.guests[at] ?? false,
            silent: message.silent[at] ?? false,
          }));
          void pointers?.then(drawn => drawn.keep(new Set(message.persons)));
          break;
        case "links":
          state.links = message.links.map((id, at) => ({
            id,
            name: message.names[at] ?? "",
            role: ROLES[message.roles[at] ?? 0] ?? "viewer",
            ends: message.ends[at] ?? 0,
            here: message.here[at] ?? 0,
          }));
          break;
        case "sharing":
          state.roles = message.roles.flatMap(number => ROLES[number] ?? []);
          state.signIn = message.signIn;
          break;
        case "linkMade":
          state.address = new URL(`s/${message.link}/#code=${message.code}`, document.baseURI).href;
          break;
        case "pointer":
          drawPointer(message.person, message.x, message.y);
          return;
      }
      changed();
    },
    onOpen() {
      state.people = [];
      void pointers?.then(drawn => drawn.keep(new Set()));
      const mine = name.get();
      if (mine !== undefined) {
        send({ kind: "name", name: mine.slice(0, LONGEST_NAME) });
      }
    },
    rescale: () => void pointers?.then(drawn => drawn.rescale()),
    follow(show) {
      followers.push(show);
      show(state);
    },
    make: (wanted, called, ends) =>
      send({ kind: "linkMake", role: ROLES.indexOf(wanted), name: called, ends }),
    rename(wanted) {
      name.set(wanted === "" ? undefined : wanted);
      send({ kind: "name", name: wanted });
    },
    send,
  };
}
