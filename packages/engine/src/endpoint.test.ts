import { expect, test } from "vitest";
import { candidateEndpoints, parseDockerHost } from "./endpoint.ts";

test("DOCKER_HOST alone is asked when it is set", () => {
  expect(candidateEndpoints({ DOCKER_HOST: "unix:///tmp/e.sock" })).toEqual([
    { url: "unix:///tmp/e.sock", socketPath: "/tmp/e.sock", local: true },
  ]);
});

test("an empty DOCKER_HOST counts as unset", () => {
  const urls = candidateEndpoints({ DOCKER_HOST: "" }, 1000).map(endpoint => endpoint.url);
  expect(urls).toEqual([
    "unix:///var/run/docker.sock",
    "unix:///run/user/1000/docker.sock",
    "unix:///run/user/1000/podman/podman.sock",
    "unix:///run/podman/podman.sock",
  ]);
});

test.each([
  ["tcp://127.0.0.1:2375", true],
  ["tcp://[::1]:2375", true],
  ["http://engine.example:2375", false],
])("%s is local: %s", (host, local) => {
  expect(parseDockerHost(host)).toEqual({ url: host, local });
});

test("a DOCKER_HOST through SSH is refused with a way out", () => {
  expect(() => parseDockerHost("ssh://me@host")).toThrow(
    expect.objectContaining({ id: "docker-host-unsupported", todo: expect.stringContaining("ssh -nNT -L") }),
  );
});
