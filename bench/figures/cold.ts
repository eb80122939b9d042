import { rm } from "node:fs/promises";
import { join } from "node:path";
import { output, PORTHOLE, ROOT, timed } from "../command.ts";
import type { FigureGroup } from "../figure.ts";

const STATE = join(ROOT, "bench/.state/cold");

/** Everything built again from nothing: no layer, no compiled part and no downloaded package is reused. */
export const cold: FigureGroup = {
  id: "cold",
  about: "`up` with nothing built",
  figures: () => [
    {
      id: "up.cold.webtop",
      what: "`up webtop` with nothing built and nothing downloaded",
      unit: "s",
      most: 360,
      tolerance: 1.5,
      samples: 1,
      async sample() {
        await output(PORTHOLE, ["down", "webtop"]).catch(() => "");
        await output("docker", ["volume", "rm", "-f", "porthole-packages", "porthole-toolchain-packages"]);
        await rm(STATE, { recursive: true, force: true });
        const env = { XDG_CACHE_HOME: STATE, XDG_STATE_HOME: STATE, XDG_DATA_HOME: STATE };
        return timed(PORTHOLE, ["up", "webtop", "--rebuild", "--yes"], env);
      },
    },
  ],
  async close() {
    await output(PORTHOLE, ["down", "webtop"]).catch(() => "");
  },
};
