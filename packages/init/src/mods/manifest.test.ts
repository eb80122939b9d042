import { expect, test } from "vitest";
import { parseChallenge, parseHeaders } from "./challenge.ts";
import { chooseEntry, parseManifest } from "./manifest.ts";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

function index(...entries: unknown[]) {
  const manifest = parseManifest(JSON.stringify({ schemaVersion: 2, manifests: entries }));
  if (manifest?.kind !== "index") throw new Error("no index");
  return manifest;
}

const amd64 = { digest: digest("a"), platform: { architecture: "amd64", os: "linux" } };
const arm64 = {
  digest: digest("b"),
  platform: { architecture: "arm64", os: "linux" },
  annotations: { "org.x": "y" },
};
const attestation = {
  digest: digest("c"),
  platform: { architecture: "unknown", os: "unknown" },
  annotations: { "vnd.docker.reference.type": "attestation-manifest" },
};

test("the architecture decides; attestations are no choice; an only entry fits every machine", () => {
  expect(chooseEntry(index(attestation, amd64, arm64), "arm64")).toBe(digest("b"));
  expect(chooseEntry(index(attestation, amd64, arm64), "riscv64")).toBeUndefined();
  expect(chooseEntry(index(amd64, attestation), "arm64")).toBe(digest("a"));
});

test("all layers of an image count", () => {
  expect(
    parseManifest(JSON.stringify({ layers: [{ digest: digest("1") }, { digest: digest("2") }] })),
  ).toEqual({
    kind: "image",
    layers: [{ digest: digest("1") }, { digest: digest("2") }],
  });
});

test.each(["", "{", "[]", "null", '{"layers":[{"digest":"../x"}]}', '{"manifests":[1]}', "{}"])(
  "%j is no manifest",
  text => {
    expect(parseManifest(text)).toBeUndefined();
  },
);

test("a challenge is read by names, in any order", () => {
  const header = 'Bearer scope="repository:a/b:pull,push", realm="https://x/token" ,service=registry';
  expect(parseChallenge(header)).toEqual({
    scheme: "bearer",
    parameters: { scope: "repository:a/b:pull,push", realm: "https://x/token", service: "registry" },
  });
});

test("the headers of the last answer count", () => {
  const text = "HTTP/1.1 100 Continue\r\nA: 1\r\n\r\nHTTP/2 200\r\nDocker-Content-Digest: sha256:1\r\n\r\n";
  expect([...parseHeaders(text)]).toEqual([["docker-content-digest", "sha256:1"]]);
});
