import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "@porthole/engine";
import { runInContainer, textFile } from "./build-container.ts";
import type { CatalogEntry } from "./catalog.ts";
import { APT_OPTIONS, aptSources, DEFAULT_MIRROR } from "./debian.ts";
import type { StepLog } from "./events.ts";
import type { FileTree } from "./file-tree.ts";

/** What is common to every container a build runs. */
export type BuildSite = {
  engine: Engine;
  suite: string;
  mirror: string;
  /** PEM text of certificates to trust while building. */
  ca?: string | undefined;
  signal?: AbortSignal | undefined;
};

/** Shell lines that prepare a build container: mirror, certificates and proxies, none of which reach the image. */
export function preamble(site: BuildSite): string {
  const proxies = ["http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap(
    name => {
      const value = process.env[name];
      return value ? [`export ${name}=${quote(value)}`] : [];
    },
  );
  const certificates = [
    "SSL_CERT_FILE",
    "CURL_CA_BUNDLE",
    "GIT_SSL_CAINFO",
    "NODE_EXTRA_CA_CERTS",
    "PIP_CERT",
  ];
  return [
    "set -e",
    "export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 APT_CONFIG=/mnt/apt.conf",
    ...proxies,
    ...(site.ca === undefined ? [] : certificates.map(name => `export ${name}=/mnt/ca.pem`)),
  ].join("\n");
}

/** Files that {@link preamble} refers to. */
export function preambleFiles(site: BuildSite): FileTree {
  const options = APT_OPTIONS.map(option => `${option.replace("=", ' "')}";`);
  const files = [];
  if (site.mirror !== DEFAULT_MIRROR) {
    files.push(textFile("sources.list", `${aptSources(site.suite, site.mirror).join("\n")}\n`));
    options.push('Dir::Etc::sourcelist "/mnt/sources.list";', 'Dir::Etc::sourceparts "-";');
  }
  if (site.ca !== undefined) {
    files.push(textFile("ca.pem", site.ca));
    options.push('Acquire::https::CAInfo "/mnt/ca.pem";');
  }
  return [...files, textFile("apt.conf", `${options.join("\n")}\n`)];
}

/** Shell lines that install Debian packages and leave nothing of the way there. */
export function installScript(packages: readonly string[]): string {
  if (packages.length === 0) {
    return "";
  }
  return [
    "apt-get update",
    `apt-get install -y --no-install-recommends ${[...packages].sort().join(" ")}`,
    "rm -rf /var/log/apt /var/log/dpkg.log /var/log/alternatives.log /var/cache/debconf/*-old /var/cache/ldconfig/aux-cache",
    "find / -xdev -name '__pycache__' -type d -prune -exec rm -rf {} +",
  ].join("\n");
}

/** What a system layer is made of, for its hash. */
export async function systemInputs(entry: CatalogEntry): Promise<{ packages: string[]; script: string }> {
  const script = await readFile(join(entry.folder, "build.sh"), "utf8").catch(() => "");
  return { packages: [...entry.manifest.packages].sort(), script };
}

/**
 * Installs an image's packages on `from`, runs its `build.sh`, and commits the result as `tag`.
 *
 * @throws PortholeError as the build container does.
 */
export async function buildSystemLayer(
  site: BuildSite,
  layer: { entry: CatalogEntry; from: string; tag: string; labels: Record<string, string> },
  log: StepLog,
): Promise<void> {
  const { packages, script } = await systemInputs(layer.entry);
  const name = layer.entry.manifest.name;
  const lines = [preamble(site), installScript(packages), script === "" ? "" : "sh -eu ./build.sh"];
  const scratch = [textFile("run.sh", `${lines.join("\n")}\n`), ...preambleFiles(site)];
  if (script !== "") {
    scratch.push(textFile("build.sh", script, 0o755));
  }
  const run = {
    step: `${name}: packages`,
    image: layer.from,
    scratch,
    packageCache: "porthole-packages",
    signal: site.signal,
    log,
  };
  await runInContainer(site.engine, run, async container => {
    const [repo, tag] = layer.tag.split(":");
    const comment = `porthole: packages of ${name}`;
    await container.commit({ repo, tag, comment, Entrypoint: [], Cmd: ["/bin/sh"], Labels: layer.labels });
  });
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
