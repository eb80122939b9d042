import { expect, test } from "vitest";
import { MemoryFiles } from "../files/memory-files.ts";
import { findCredentials } from "./credentials.ts";

const HELPERS: Record<string, Record<string, string>> = {
  "docker-credential-store": {
    "ghcr.io": '{"ServerURL":"ghcr.io","Username":"me","Secret":"s:e=c"}',
    "https://index.docker.io/v1/": '{"Username":"hub","Secret":"x"}',
    "token.example": '{"Username":"<token>","Secret":"x"}',
  },
  "docker-credential-own": { "own.example:5000": '{"Username":"own","Secret":"y"}' },
};

function ask(host: string, config: object, env: Record<string, string> = {}) {
  const files = new MemoryFiles({ "/root/.docker/config.json": JSON.stringify(config) });
  const run = ([program = "", verb]: readonly string[], input: string) =>
    verb === "get" ? HELPERS[program]?.[input] : undefined;
  return findCredentials({ files, variable: name => env[name], run }, host);
}

test("credentials come from the variable, the registry's helper, the file, the helper for all, in this order", () => {
  const config = {
    auths: { "ghcr.io": {}, "https://index.docker.io/v1/": { auth: "aHViOmZpbGU=" } },
    credHelpers: { "own.example:5000": "own" },
    credsStore: "store",
  };
  expect(ask("ghcr.io", config, { DOCKER_MODS_AUTH: "ghcr.io=a:b other=c:d" })).toEqual({ plain: "a:b" });
  expect(ask("own.example:5000", config)).toEqual({ plain: "own:y" });
  expect(ask("registry-1.docker.io", config)).toEqual({ base64: "aHViOmZpbGU=" });
  expect(ask("ghcr.io", config)).toEqual({ plain: "me:s:e=c" });
  expect(ask("registry-1.docker.io", { credsStore: "store" })).toEqual({ plain: "hub:x" });
});

test("a helper that knows nothing, holds a token or has no proper name gives none", () => {
  expect(ask("unknown.example", { credsStore: "store" })).toBeUndefined();
  expect(ask("token.example", { credsStore: "store" })).toBeUndefined();
  expect(ask("ghcr.io", { credsStore: "../../tmp/evil" })).toBeUndefined();
});

test("Docker's own configuration is read, under any of the names of a registry", () => {
  const config =
    '{"auths":{"https://index.docker.io/v1/":{"auth":"aHVi"},"reg.test:5000":{"auth":"cmVn"},"x":{}}}';
  const files = new MemoryFiles({ "/root/.docker/config.json": config });
  const find = (host: string) =>
    findCredentials({ files, variable: () => undefined, run: () => undefined }, host);
  expect(find("registry-1.docker.io")).toEqual({ base64: "aHVi" });
  expect(find("reg.test:5000")).toEqual({ base64: "cmVn" });
  expect(find("reg.test")).toBeUndefined();
  expect(find("x")).toBeUndefined();
});
