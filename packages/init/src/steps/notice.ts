import { isRestricted, type World } from "./world.ts";

/** Says what a read-only root or a user other than root switches off; nothing otherwise. */
export function restrictionNotice(world: World): string | undefined {
  if (!isRestricted(world)) return undefined;
  const how =
    world.readOnly && world.uid !== 0
      ? "read-only and as a non-root user"
      : world.readOnly
        ? "read-only"
        : "as a non-root user";
  const lines = [
    `You are running this container ${how}:`,
    "custom services and docker mods are disabled,",
    "and the PUID/PGID variables have no effect.",
  ];
  const width = Math.max(...lines.map(line => line.length)) + 2;
  const body = lines.map(line => `║ ${line.padEnd(width - 2)} ║`);
  return [`╔${"═".repeat(width)}╗`, ...body, `╚${"═".repeat(width)}╝`].join("\n");
}
