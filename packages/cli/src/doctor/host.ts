import { X509Certificate } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { freemem, totalmem } from "node:os";
import { isApp } from "@porthole/contract";
import { parseSize } from "@porthole/fleet";
import { bytes } from "../output.ts";
import { type Finding, finding, fine, type Patient } from "./check.ts";

/** Whether memory suffices for the largest `/dev/shm` an app asks for; the engine makes one for each container. */
export async function checkShm({ catalog }: Patient): Promise<Finding[]> {
  const wanted = [...catalog.values()].flatMap(({ manifest }) =>
    isApp(manifest) && manifest.app.shm ? [parseSize(manifest.app.shm)] : [],
  );
  const largest = Math.max(64 * 1024 ** 2, ...wanted);
  const detail = `up to ${bytes(largest)} an app, of ${bytes(totalmem())} memory (${bytes(freemem())} unused)`;
  return [
    totalmem() > 2 * largest
      ? fine("shm", "Shared memory", detail)
      : finding("warn", "shm", "Shared memory", detail, "Run fewer desktop apps at once, or add memory."),
  ];
}

/** Whether there is a graphics device that containers may render with. */
export async function checkGpu(): Promise<Finding[]> {
  const nodes = (await readdir("/dev/dri").catch(() => [])).filter(name => name.startsWith("renderD"));
  return [
    nodes.length > 0
      ? fine("gpu", "GPU", nodes.map(name => `/dev/dri/${name}`).join(", "))
      : fine("gpu", "GPU", "none; desktops are drawn and encoded by the processor"),
  ];
}

/** Variables that name a file of certificates, for networks that intercept HTTPS. */
const CA_VARIABLES = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "CURL_CA_BUNDLE"];
const CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

/** Whether the certificates that this machine trusts can be read. */
export async function checkCa(): Promise<Finding[]> {
  const named = CA_VARIABLES.flatMap(name => (process.env[name] ? [{ name, path: process.env[name] }] : []));
  for (const { name, path } of named) {
    const trouble = await certificateTrouble(path);
    if (trouble) {
      return [
        finding("fail", "ca", "Certificates", `${name}=${path}: ${trouble}`, `Correct or unset ${name}.`),
      ];
    }
  }
  const trouble = await certificateTrouble(CA_BUNDLE);
  if (trouble && named.length === 0) {
    const todo = "Install the usual ones:\n  sudo apt-get install ca-certificates";
    return [finding("warn", "ca", "Certificates", `${CA_BUNDLE}: ${trouble}`, todo)];
  }
  const path = named[0]?.path;
  return [
    fine(
      "ca",
      "Certificates",
      path ? `${path}; where HTTPS is intercepted, build with --ca ${path}` : CA_BUNDLE,
    ),
  ];
}

async function certificateTrouble(path: string): Promise<string | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) {
    return "cannot be read";
  }
  const first = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(text)?.[0];
  try {
    return first && new X509Certificate(first) ? undefined : "holds no certificate in PEM form";
  } catch {
    return "holds no readable certificate";
  }
}
