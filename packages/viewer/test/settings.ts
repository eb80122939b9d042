import { ACTIONS, actionBits, ROLES, type Role, type SettingName, STREAM_SETTINGS } from "@porthole/protocol";
import { type Client, ordinary } from "./desktop.ts";

/** A setting that this desktop keeps for itself. */
export const LOCKED: SettingName = "bitrate";

const role = (name: Role) => ROLES.indexOf(name);

/** What an ordinary server does at `hello`, with all that the panel can show: the page's person is the owner, and a guest is there. */
export function withSettings(client: Client): void {
  ordinary(client);
  for (const [name, { id, initial, least, most }] of Object.entries(STREAM_SETTINGS)) {
    client.send({ kind: "setting", setting: id, value: initial, least, most, locked: name === LOCKED });
  }
  client.send({ kind: "clipRules", in: true, out: true, images: false, most: 1 << 20 });
  client.send({ kind: "fileRules", up: true, down: false });
  const roles = [role("owner"), role("viewer")];
  client.send({
    kind: "you",
    person: 1,
    name: "Olga",
    role: role("owner"),
    actions: actionBits(ACTIONS),
    pads: [1],
  });
  client.send({ kind: "sharing", roles: ROLES.slice(1).map(role), signIn: false });
  client.send({
    kind: "people",
    persons: [1, 2],
    names: ["Olga", "Gustav"],
    roles,
    guests: [false, true],
    silent: [false, true],
  });
  client.send({
    kind: "links",
    links: ["a1"],
    names: ["Gustav"],
    roles: [role("viewer")],
    ends: [0],
    here: [1],
  });
}
