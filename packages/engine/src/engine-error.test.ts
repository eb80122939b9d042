import { PortholeError } from "@porthole/contract";
import { describe, expect, test } from "vitest";
import { engineError, talk } from "./engine-error.ts";

function answer(status: number, message: string): Error {
  return Object.assign(new Error(`(HTTP code ${status}) - ${message}`), {
    statusCode: status,
    json: { message },
  });
}

function failure(code: string): Error {
  return Object.assign(new Error(`connect ${code} /var/run/docker.sock`), { code });
}

describe("what engines say", () => {
  test.each([
    [
      "Docker 20.10, port of another container",
      answer(
        500,
        "driver failed programming external connectivity on endpoint x (f0): Bind for 127.0.0.1:6789 failed: port is already allocated",
      ),
      "port-taken",
      "Port 6789 is taken.",
    ],
    [
      "Docker 20.10, port of a program",
      answer(
        500,
        "driver failed programming external connectivity on endpoint x: Error starting userland proxy: listen tcp4 127.0.0.1:6789: bind: address already in use",
      ),
      "port-taken",
      "Port 6789 is taken.",
    ],
    [
      "Docker 28, port of a program",
      answer(500, "failed to bind host port for 0.0.0.0:3000:172.17.0.2:3000/tcp: address already in use"),
      "port-taken",
      "Port 3000 is taken.",
    ],
    [
      "full disk",
      answer(500, "Error processing tar file(exit status 1): write /x: no space left on device"),
      "disk-full",
      "disk is full",
    ],
    ["anything else", answer(400, "invalid reference format"), "engine-refused", "said no"],
  ])("%s", (_, error, id, what) => {
    const translated = engineError(error, { connected: true });
    expect(translated).toMatchObject({ id, cause: error });
    expect(translated.message).toContain(what);
  });
});

test("silence means unreachable before the first answer, and dead after it", () => {
  expect(engineError(failure("ECONNREFUSED"))).toMatchObject({ id: "engine-unreachable" });
  for (const error of [
    failure("ECONNREFUSED"),
    failure("ENOENT"),
    failure("ECONNRESET"),
    new Error("socket hang up"),
  ]) {
    const died = engineError(error, { connected: true, doing: "Starting the container" });
    expect(died).toMatchObject({ id: "engine-died" });
    expect(died.message).toMatch(/^Starting the container stopped half-way/);
  }
});

test("a socket that may not be opened names the docker group", () => {
  expect(engineError(failure("EACCES"))).toMatchObject({
    id: "engine-no-permission",
    todo: expect.stringContaining("usermod -aG docker"),
  });
});

test("errors for people and aborts pass through unchanged", async () => {
  const known = new PortholeError({ kind: "state", id: "app-gone", what: "x" });
  const abort = new DOMException("stop", "AbortError");
  for (const error of [known, abort]) {
    await expect(talk("Trying", () => Promise.reject(error))).rejects.toBe(error);
  }
});
