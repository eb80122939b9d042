import type { Command } from "commander";
import type { BuildFlags } from "../actions/image.ts";
import { examples } from "./examples.ts";

/** Adds what is done with the catalog: app list, image build, image list. */
export function addCatalogCommands(program: Command): void {
  const app = program
    .command("app")
    .description("the apps there are")
    .showHelpAfterError("Try: porthole help app");
  app
    .command("list")
    .description("list the apps of the catalog")
    .option("--json", "print the answer as JSON")
    .action(async (flags: { json?: boolean }) => {
      const { runAppList } = await import("../actions/app-list.ts");
      await runAppList(flags);
    });

  const image = program
    .command("image")
    .description("the images apps are made from")
    .showHelpAfterError("Try: porthole help image");
  image
    .command("build")
    .description("build images, and those they stand on, where missing or out of date")
    .argument("[image...]", "see: porthole image list")
    .option("--all", "every image of the catalog")
    .option("--rebuild", "build again, with today's packages")
    .option("--ca <file>", "certificates (PEM) to trust while building, where HTTPS is intercepted")
    .option("--mirror <url>", "Debian mirror to build from")
    .option("-y, --yes", "install what is missing without asking (or PORTHOLE_YES=1)")
    .addHelpText(
      "after",
      examples([
        ["porthole image build NAME", "and whatever it stands on"],
        ["porthole image build --all", "every image of the catalog"],
        ["porthole image build base --rebuild", "with today's packages"],
      ]),
    )
    .action(async (images: string[], flags: BuildFlags) => {
      const { runImageBuild } = await import("../actions/image.ts");
      await runImageBuild(images, flags);
    });
  image
    .command("list")
    .description("list all images: built, stale (sources changed since) or absent")
    .option("--json", "print the answer as JSON")
    .action(async (flags: { json?: boolean }) => {
      const { runImageList } = await import("../actions/image.ts");
      await runImageList(flags);
    });
}
