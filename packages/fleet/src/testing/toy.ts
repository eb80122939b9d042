import { chmod, cp, rm, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { loadCatalog } from "@porthole/builder";
import { connectEngine } from "@porthole/engine";
import { projectFixture } from "../../../../tests/support/project-fixture.ts";
import { capture } from "../../../../tests/support/shell.ts";
import type { Fleet } from "../app.ts";
import { findHome } from "../owner.ts";

/** Name of the app; nothing else may be called so on a machine that runs the tests. */
export const TOY = "porthole-test-toy";
/** Its page. Nothing listens there: what it shows is of no interest to the fleet. */
export const TOY_PORT = 47311;

const ROOT = resolve(import.meta.dirname, "../../../..");
const SERVICES = `images/${TOY}/root/etc/s6-overlay/s6-rc.d`;

const MANIFEST = {
  name: TOY,
  title: "Toy",
  summary: "For tests.",
  from: { image: "base" },
  ports: [{ port: TOY_PORT, protocol: "http", purpose: "page" }],
  web: { http: TOY_PORT },
  auth: { userVariable: "TOY_USER", defaultUser: "toy", passwordVariable: "TOY_PASS" },
  app: { shm: "100mb" },
};

/** How the app behaves is chosen with `TOY_MODE`: `fail`, `slow` or `die`; well when it is unset. */
const INIT_SCRIPT = `#!/usr/bin/with-contenv bash
case "\${TOY_MODE:-}" in
  fail) echo "toy: no settings" >&2; exit 3 ;;
  slow) sleep 300 ;;
  die) echo "toy: giving up" >/proc/1/fd/2; kill -TERM 1; sleep 10 ;;
esac
touch /config/started
`;
const SERVICE_SCRIPT = `#!/usr/bin/with-contenv bash
echo "toy: at your service"
exec s6-setuidgid abc sleep infinity
`;

/** A project whose catalog has the app, on Porthole's own base, with folders of its own for state and data. */
export type ToyProject = AsyncDisposable & {
  root: string;
  /** Environment for the command line: this project, these folders. */
  env: Record<string, string>;
  fleet: Fleet;
};

/** Makes the project. Disposing it removes the app's container, its images and the folders. */
export async function toyProject(): Promise<ToyProject> {
  const fixture = await projectFixture({
    [`images/${TOY}`]: MANIFEST,
    [`${SERVICES}/init-toy/type`]: "oneshot\n",
    [`${SERVICES}/init-toy/up`]: "/etc/s6-overlay/s6-rc.d/init-toy/run\n",
    [`${SERVICES}/init-toy/run`]: INIT_SCRIPT,
    [`${SERVICES}/init-toy/dependencies.d/init-config`]: "",
    [`${SERVICES}/init-config-end/dependencies.d/init-toy`]: "",
    [`${SERVICES}/svc-toy/type`]: "longrun\n",
    [`${SERVICES}/svc-toy/run`]: SERVICE_SCRIPT,
    [`${SERVICES}/svc-toy/dependencies.d/init-services`]: "",
    [`${SERVICES}/user/contents.d/init-toy`]: "",
    [`${SERVICES}/user/contents.d/svc-toy`]: "",
  });
  const { root } = fixture;
  for (const service of ["init-toy", "svc-toy"]) {
    await chmod(join(root, SERVICES, service, "run"), 0o755);
  }
  await cp(join(ROOT, "images/base"), join(root, "images/base"), { recursive: true });
  for (const shared of ["packages", "node_modules", "package.json"]) {
    await symlink(join(ROOT, shared), join(root, shared));
  }
  const env = {
    PORTHOLE_ROOT: root,
    XDG_STATE_HOME: join(root, "state"),
    XDG_DATA_HOME: join(root, "data"),
  };
  const engine = await connectEngine();
  return {
    root,
    env,
    fleet: { engine, root, catalog: await loadCatalog(root), home: findHome({ ...process.env, ...env }) },
    async [Symbol.asyncDispose]() {
      await capture("docker", "rm", "--force", `porthole-${TOY}`).catch(() => undefined);
      const images = await capture("docker", "images", "--quiet", "--filter", `label=porthole.image=${TOY}`);
      for (const image of new Set(images.split("\n").filter(Boolean))) {
        await capture("docker", "rmi", "--force", image);
      }
      await fixture[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}
