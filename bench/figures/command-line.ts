import { output, PORTHOLE, ROOT, timed } from "../command.ts";
import type { FigureGroup } from "../figure.ts";

/** How fast the command answers, and how fast an application is up. Needs the images built. */
export const commandLine: FigureGroup = {
  id: "command-line",
  about: "the command's start, `up` of new and of running containers",
  async figures() {
    const { apps } = await builtApps();
    await Promise.all(apps.map(name => output(PORTHOLE, ["down", name]).catch(() => "")));
    const state = { XDG_STATE_HOME: `${ROOT}/bench/.state`, XDG_DATA_HOME: `${ROOT}/bench/.state/data` };
    const porthole = (...args: string[]) => timed(PORTHOLE, [...args, "--yes"], state);
    return [
      {
        id: "reference.node",
        what: "reference: Node starts and ends",
        unit: "ms",
        most: Number.POSITIVE_INFINITY,
        tolerance: Number.POSITIVE_INFINITY,
        samples: 9,
        sample: async () => 1000 * (await timed(`${ROOT}/node_modules/.bin/node`, ["-e", "0"])),
      },
      {
        id: "command.version",
        what: "`porthole --version`",
        unit: "ms",
        most: 120,
        tolerance: 1.4,
        against: "reference.node",
        samples: 9,
        sample: async () => 1000 * (await timed(PORTHOLE, ["--version"])),
      },
      {
        id: "reference.container",
        what: "reference: `docker run --rm` of /bin/true",
        unit: "s",
        most: Number.POSITIVE_INFINITY,
        tolerance: Number.POSITIVE_INFINITY,
        samples: 5,
        sample: () =>
          timed("docker", [
            "run",
            "--rm",
            "--network=none",
            "--entrypoint",
            "/bin/true",
            "porthole/base:latest",
          ]),
      },
      ...apps.flatMap(name => [
        {
          id: `up.warm.${name}`,
          what: `\`up ${name}\` to ready, image built, container new`,
          unit: "s" as const,
          most: WARM_PROMISE[name] ?? 3,
          tolerance: 1.4,
          against: "reference.container",
          samples: 5,
          sample: async () => {
            // Others hold the same ports.
            await Promise.all(apps.map(app => output(PORTHOLE, ["down", app], state).catch(() => "")));
            return porthole("up", name);
          },
        },
        {
          id: `up.again.${name}`,
          what: `\`up ${name}\` while it runs`,
          unit: "s" as const,
          most: 0.7,
          tolerance: 1.4,
          against: "reference.container",
          samples: 5,
          sample: async () => porthole("up", name),
        },
      ]),
    ];
  },
  async close() {
    const { apps } = await builtApps();
    await Promise.all(apps.map(name => output(PORTHOLE, ["down", name]).catch(() => "")));
  },
};

/** Seconds from the command to ready, images built; 3 for an application not named here. */
const WARM_PROMISE: Record<string, number> = { webtop: 3, nzbget: 1.2 };

async function builtApps(): Promise<{ apps: string[] }> {
  const list = JSON.parse(await output(PORTHOLE, ["app", "list", "--json"])) as { name: string }[];
  return { apps: list.map(app => app.name) };
}
