import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectEngine, type Engine } from "@porthole/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkPortsFree, isFree, listeningInodes } from "./port-holder.ts";

/** An engine that knows nothing: who holds the port must be found out without it. */
async function ignorantEngine(path: string): Promise<{ engine: Engine; server: HttpServer }> {
  const server = createHttpServer((request, response) => {
    response.statusCode = request.url?.endsWith("/_ping") ? 200 : 404;
    response.end("{}");
  });
  server.listen(path);
  await once(server, "listening");
  return { engine: await connectEngine({ DOCKER_HOST: `unix://${path}` }), server };
}

let folder: string;
let engine: Engine;
let engineServer: HttpServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "porthole-ports-"));
  ({ engine, server: engineServer } = await ignorantEngine(join(folder, "engine.sock")));
});
afterAll(async () => {
  engineServer.closeAllConnections();
  engineServer.close();
  await rm(folder, { recursive: true });
});

test("a port that a program holds is told with the program and another port to use", async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const wanted = { container: 3000, protocol: "tcp", host: port, address: "127.0.0.1" } as const;
  try {
    expect(await isFree(port, "127.0.0.1")).toBe(false);
    await expect(checkPortsFree(engine, "toy", [wanted])).rejects.toMatchObject({
      id: "port-taken",
      message: `Port ${port} is taken.`,
      why: expect.stringMatching(new RegExp(`It is held by .+ \\(process ${process.pid}\\)\\.`)),
      todo: expect.stringMatching(/--port \d+:3000/),
    });
  } finally {
    server.close();
  }
  await once(server, "close");
  await checkPortsFree(engine, "toy", [wanted]);
});

test("listening sockets are found in the kernel's table by port", () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 x 100 0 0 10 0
   1: 0100007F:0BB8 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 x 100 0 0 10 0
   2: 00000000:0BB9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 x 100 0 0 10 0
`;
  expect(listeningInodes(table, 3000)).toEqual(["4711"]);
  expect(listeningInodes(table, 3001)).toEqual(["4713"]);
  expect(listeningInodes(table, 80)).toEqual([]);
});
