import { chmod, copyFile, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureImage, loadCatalog } from "@porthole/builder";
import { connectEngine } from "@porthole/engine";
import { projectFixture } from "../../../tests/support/project-fixture.ts";
import { capture } from "../../../tests/support/shell.ts";

/** An image with a compiler. */
const COMPILER = {
  name: "fixture-compiler",
  title: "Compiler",
  summary: "Compiles what stands in for a driver.",
  from: { debian: "trixie" },
  packages: ["gcc", "libc6-dev"],
};

/** A video device that is none of the kernel's: camera-driver.c answers for it. */
export type CameraStandIn = AsyncDisposable & {
  /** Options of `docker run` for a desktop that has it. */
  options: readonly string[];
  /** So many applications read from now on. */
  setReaders(count: number): Promise<void>;
  /** The format that the server set, such as "640x480 YUYV". */
  format(): Promise<string>;
  /** What the server has shown last; undefined before. */
  picture(): Promise<Buffer | undefined>;
};

/** Compiles the stand-in. It needs no driver and no rights. */
export async function cameraStandIn(): Promise<CameraStandIn> {
  await using project = await projectFixture({ [`images/${COMPILER.name}`]: COMPILER });
  const catalog = await loadCatalog(project.root);
  const { tag } = await ensureImage(await connectEngine(), project.root, catalog, COMPILER.name);
  const folder = await mkdtemp(join(tmpdir(), "porthole-camera-"));
  await chmod(folder, 0o777);
  await copyFile(join(import.meta.dirname, "camera-driver.c"), join(folder, "driver.c"));
  // biome-ignore format: one option a word
  await capture("docker", "run", "--rm", "-v", `${folder}:/camera`, "--entrypoint", "gcc", tag, "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", "/camera/driver.so", "/camera/driver.c", "-ldl");
  const node = join(folder, "node");
  await writeFile(node, "");
  await chmod(node, 0o666);
  return {
    options: ["-v", `${folder}:/camera`, "-v", `${node}:/dev/video10`, "-e", "LD_PRELOAD=/camera/driver.so"],
    async setReaders(count) {
      await writeFile(join(folder, "readers.part"), String(count));
      await rename(join(folder, "readers.part"), join(folder, "readers"));
    },
    format: () => readFile(join(folder, "format"), "utf8"),
    picture: () => readFile(join(folder, "picture")).catch(() => undefined),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}
