import { createHash } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { Box, docker } from "./box.ts";
import { toolImage } from "./tool-image.ts";

const PORT = 5000;
/** `me` with the password `secret`, as htpasswd -B writes it. */
const HTPASSWD = "me:$2y$04$qQ4MZehkVwB/W63RuLanl.nn.WT/6e1ny5eU.SGJS2hqwf3J2FYWS";
/** A key and a certificate for localhost, one after the other. */
async function makeCertificate(): Promise<string> {
  const request = "req -x509 -newkey rsa:2048 -nodes -keyout - -out - -days 2 -subj /CN=localhost";
  const names = ["-addext", "subjectAltName=DNS:localhost"];
  const made = await docker(
    "run",
    "--rm",
    "--entrypoint=openssl",
    await toolImage(),
    ...request.split(" "),
    ...names,
  );
  if (made.code !== 0) throw new Error(made.stderr);
  return made.stdout;
}

/** Files of a mod by their paths; what begins with `#!` is executable. */
export type Tree = Record<string, string>;
/** One layer; `raw` takes the place of its archive. */
export type ModLayer = { tree: Tree; compression?: Compression; raw?: string };
export type Compression = "gzip" | "zstd" | "none";

/** A registry on the loopback of a network that other containers join. */
export class Registry implements AsyncDisposable {
  readonly box: Box;
  readonly host = `localhost:${PORT}`;

  /** Its own certificate, where it speaks TLS. */
  readonly certificate: string;
  private readonly origin: string;

  private constructor(box: Box, certificate: string) {
    this.box = box;
    this.certificate = certificate;
    this.origin = `${certificate === "" ? "http" : "https"}://localhost:${PORT}`;
  }

  /** Starts it; with `login` it wants the user `me` and the password `secret`. */
  static async start({ login = false, tls = false } = {}): Promise<Registry> {
    const auth = login ? "auth: {htpasswd: {realm: porthole, path: /htpasswd}}\n" : "";
    const pem = tls ? await makeCertificate() : "";
    const http = tls ? `addr: ":${PORT}", tls: {certificate: /pem, key: /pem}` : `addr: ":${PORT}"`;
    const config = `version: 0.1\nstorage: {filesystem: {rootdirectory: /data}}\nhttp: {${http}}\n${auth}`;
    const box = await Box.create({
      image: await toolImage(),
      files: { "/config.yml": config, "/pem": pem, "/htpasswd": `${HTPASSWD}\n` },
      options: ["--entrypoint", "docker-registry"],
      command: ["serve", "/config.yml"],
    });
    await box.start();
    const certificate = pem.slice(Math.max(0, pem.indexOf("-----BEGIN CERTIFICATE")));
    const registry = new Registry(box, certificate);
    await box.shell(`until curl -sk -o /dev/null ${registry.origin}/v2/; do sleep 0.05; done`);
    return registry;
  }

  /** Options that put another container on the registry's network. */
  get network(): string[] {
    return ["--network", `container:${this.box.id}`];
  }

  /** Pushes an image and returns its digest. */
  async push(repository: string, tag: string, layers: ModLayer[]): Promise<string> {
    const blobs = layers.map(({ tree, raw, compression = "gzip" }) =>
      raw === undefined ? compress(tar(tree), compression) : Buffer.from(raw),
    );
    for (const blob of blobs) await this.upload(repository, blob);
    const config = Buffer.from("{}");
    await this.upload(repository, config);
    const manifest = {
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: describe(config, "application/vnd.oci.image.config.v1+json"),
      layers: blobs.map(blob => describe(blob, "application/vnd.oci.image.layer.v1.tar+gzip")),
    };
    return this.putManifest(repository, tag, manifest);
  }

  /** Pushes an index over images that are there. */
  pushIndex(
    repository: string,
    tag: string,
    entries: { digest: string; architecture: string }[],
  ): Promise<string> {
    const mediaType = "application/vnd.oci.image.manifest.v1+json";
    const manifests = entries.map(({ digest, architecture }) => ({
      mediaType,
      digest,
      size: this.sizes.get(digest) ?? 0,
      platform: { os: "linux", architecture },
    }));
    return this.putManifest(repository, tag, {
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.index.v1+json",
      manifests,
    });
  }

  /** Spoils an archive behind the registry's back. */
  async tamper(repository: string, tag: string): Promise<void> {
    const url = `${this.origin}/v2/${repository}/manifests/${tag}`;
    const accept = "Accept: application/vnd.oci.image.manifest.v1+json";
    const digest = await this.box.shell(`curl -sk -H '${accept}' ${url} | jq -r '.layers[0].digest'`);
    const hex = digest.slice("sha256:".length);
    await this.box.shell(`printf X >> /data/docker/registry/v2/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.box[Symbol.asyncDispose]();
  }

  private readonly sizes = new Map<string, number>();

  private async putManifest(
    repository: string,
    tag: string,
    manifest: { mediaType: string; [field: string]: unknown },
  ): Promise<string> {
    const bytes = Buffer.from(JSON.stringify(manifest));
    this.sizes.set(digestOf(bytes), bytes.length);
    await this.send(bytes, `-H 'Content-Type: ${manifest.mediaType}' /v2/${repository}/manifests/${tag}`);
    return digestOf(bytes);
  }

  private async upload(repository: string, blob: Buffer): Promise<void> {
    const begin = `curl -sk -u me:secret -X POST -D - -o /dev/null ${this.origin}/v2/${repository}/blobs/uploads/`;
    const place = await this.box.shell(`${begin} | tr -d '\\r' | sed -n 's/^[Ll]ocation: //p'`);
    await this.send(
      blob,
      `-H 'Content-Type: application/octet-stream' '${place.replace(/^https?:\/\/[^/]+/, "")}&digest=${digestOf(blob)}'`,
    );
  }

  private async send(body: Buffer, target: string): Promise<void> {
    const path = target.replace(/(^|\s|')\//, `$1${this.origin}/`);
    const line = `echo ${body.toString("base64")} | base64 -d > /tmp/body; curl -sk -u me:secret -w '%{http_code}' -o /tmp/answer -X PUT --data-binary @/tmp/body ${path}`;
    const sent = await this.box.shell(line);
    if (sent !== "201")
      throw new Error(`the registry answered ${sent}: ${await this.box.shell("cat /tmp/answer")}`);
  }
}

function describe(bytes: Buffer, mediaType: string) {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function compress(bytes: Buffer, how: Compression): Buffer {
  if (how === "none") return bytes;
  return how === "gzip" ? gzipSync(bytes) : zstdCompressSync(bytes);
}

/** An archive in the format of POSIX ustar, with the folders above each file, owned by user 1000. */
function tar(tree: Tree): Buffer {
  const folders = new Set<string>();
  for (const path of Object.keys(tree)) {
    const parts = path.split("/").slice(0, -1);
    parts.forEach((_, index) => {
      folders.add(`${parts.slice(0, index + 1).join("/")}/`);
    });
  }
  const entries = [
    ...[...folders].map(path => header(path, 0, 0o700, "5")),
    ...Object.entries(tree).flatMap(([path, text]) => {
      const bytes = Buffer.from(text);
      const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512);
      return [header(path, bytes.length, text.startsWith("#!") ? 0o755 : 0o644, "0"), bytes, padding];
    }),
  ];
  return Buffer.concat([...entries, Buffer.alloc(1024)]);
}

function header(path: string, size: number, mode: number, type: string): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, "0")}\0`;
  block.write(path, 0);
  block.write(octal(mode, 8) + octal(1000, 8) + octal(1000, 8) + octal(size, 12) + octal(0, 12), 100);
  block.write(`        ${type}`, 148);
  block.write("ustar\x0000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
