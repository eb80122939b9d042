import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectEngine } from "./connect.ts";
import { findContainer } from "./containers.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "porthole-engine-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("no engine at DOCKER_HOST: the error names the place and the reason", async () => {
  const env = { DOCKER_HOST: `unix://${folder}/nobody.sock` };
  await expect(connectEngine(env)).rejects.toMatchObject({
    id: "engine-unreachable",
    why: `unix://${folder}/nobody.sock: no such socket`,
    todo: expect.stringContaining("DOCKER_HOST"),
  });
});

test("an engine that answered and then ends in the middle of an answer has died", async () => {
  const path = join(folder, "engine.sock");
  const server = createServer((request, response) => {
    if (request.url?.endsWith("/_ping")) {
      response.end("OK");
    } else {
      response.destroy();
    }
  });
  server.listen(path);
  await once(server, "listening");
  try {
    const engine = await connectEngine({ DOCKER_HOST: `unix://${path}` });
    await expect(findContainer(engine, "x")).rejects.toMatchObject({ id: "engine-died" });
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
