import { type Catalog, ensureImage, imageStates } from "@porthole/builder";
import { PortholeError, suggest } from "@porthole/contract";
import { connectEngine, talk } from "@porthole/engine";
import { BuildProgress } from "../build-progress.ts";
import { openCatalog } from "../context.ts";
import { onInterrupt } from "../interrupt.ts";
import { bytes, say, sayJson, table } from "../output.ts";
import { Progress } from "../progress.ts";
import { consentFrom, meet, requirements, thisMachine } from "../requirements/index.ts";
import { ROOT } from "../root.ts";

/** Options of `porthole image build`. */
export type BuildFlags = { all?: boolean; rebuild?: boolean; ca?: string; mirror?: string; yes?: boolean };

/** Builds images and prints their tags. */
export async function runImageBuild(asked: readonly string[], flags: BuildFlags): Promise<void> {
  using interrupt = onInterrupt();
  const catalog = await openCatalog();
  const names = flags.all ? [...catalog.keys()] : asked;
  for (const name of names) {
    checkKnown(catalog, name);
  }
  if (names.length === 0) {
    throw new PortholeError({
      kind: "misuse",
      id: "image-missing",
      what: "Which image is to be built?",
      todo: "Name one or more, or all of them:\n  porthole image build NAME\n  porthole image build --all",
    });
  }
  const machine = thisMachine();
  await using shown = new BuildProgress(new Progress(), machine.home, flags.all ? "all" : names.join("-"));
  {
    using progress = new Progress();
    await meet(machine, requirements(machine, ["engine", "mmdebstrap"]), consentFrom(flags.yes), progress);
  }
  const engine = machine.engine ?? (await connectEngine());
  await shown.openLog();
  try {
    for (const name of names) {
      const built = await ensureImage(engine, ROOT, catalog, name, {
        rebuild: flags.rebuild,
        caFile: flags.ca,
        mirror: flags.mirror,
        signal: interrupt.signal,
        onWait: () => shown.up({ kind: "waiting", text: "Another build is running; waiting for it" }),
        onEvent: event => shown.build(event),
      });
      say(built.tag);
    }
  } catch (error) {
    throw shown.explain(error);
  }
}

/** Lists every image of the catalog and how it stands in the engine. */
export async function runImageList(flags: { json?: boolean }): Promise<void> {
  const [engine, catalog] = await Promise.all([connectEngine(), openCatalog()]);
  const states = await talk("Listing images", () => imageStates(engine, ROOT, catalog));
  if (flags.json) {
    sayJson(states);
    return;
  }
  const rows = states.map(image => [
    image.name,
    image.state,
    image.size === undefined ? "-" : bytes(image.size),
    image.created?.slice(0, 16).replace("T", " ") ?? "-",
    image.tag,
  ]);
  for (const line of table(["NAME", "STATE", "SIZE", "BUILT", "TAG"], rows)) {
    say(line);
  }
}

function checkKnown(catalog: Catalog, name: string): void {
  if (!catalog.has(name)) {
    const near = suggest(name, catalog.keys());
    throw new PortholeError({
      kind: "misuse",
      id: "image-unknown",
      what: `There is no image "${name}".`,
      why: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : undefined,
      todo: "See all of them:\n  porthole image list",
    });
  }
}
