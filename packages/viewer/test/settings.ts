import { type SettingName, STREAM_SETTINGS } from "@porthole/protocol";
import { type Client, ordinary } from "./desktop.ts";

/** A setting that this desktop keeps for itself. */
export const LOCKED: SettingName = "bitrate";

/** What an ordinary server does at `hello`, with all that the panel can show. */
export function withSettings(client: Client): void {
  ordinary(client);
  for (const [name, { id, initial, least, most }] of Object.entries(STREAM_SETTINGS)) {
    client.send({ kind: "setting", setting: id, value: initial, least, most, locked: name === LOCKED });
  }
  client.send({ kind: "clipRules", in: true, out: true, images: false, most: 1 << 20 });
}
