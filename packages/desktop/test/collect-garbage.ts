import type { RunningDesktop } from "./running-desktop.ts";

/**
 * Asks every isolate of the server, main thread and workers, to give up what nothing refers to: by way of Node's inspector, which
 * SIGUSR1 opens. Runs with the image's own Node.
 */
const SCRIPT = `
const open = async () => {
  for (;;) {
    const targets = await fetch("http://127.0.0.1:9229/json/list").then(r => r.json()).catch(() => undefined);
    if (targets?.[0]) return new WebSocket(targets[0].webSocketDebuggerUrl);
    await new Promise(done => setTimeout(done, 20));
  }
};
const socket = await open();
await new Promise(done => { socket.onopen = done; });
const wanted = new Map();
let next = 0;
const ask = (send, method, params) => new Promise(done => {
  wanted.set(++next, done);
  send(JSON.stringify({ id: next, method, params }));
});
const answer = text => {
  const { id, result } = JSON.parse(text);
  wanted.get(id)?.(result);
  wanted.delete(id);
};
const collect = send => ask(send, "HeapProfiler.collectGarbage");
const main = text => socket.send(text);
const workers = [];
socket.onmessage = ({ data }) => {
  const { method, params } = JSON.parse(data);
  if (method === "NodeWorker.attachedToWorker") {
    const { sessionId } = params;
    workers.push(collect(message => main(JSON.stringify({ id: 0, method: "NodeWorker.sendMessageToWorker", params: { sessionId, message } }))));
  } else if (method === "NodeWorker.receivedMessageFromWorker") {
    answer(params.message);
  } else {
    answer(data);
  }
};
setTimeout(() => process.exit(1), 10000);
await ask(main, "NodeWorker.enable", { waitForDebuggerOnStart: false });
await Promise.all([collect(main), ...workers]);
process.exit(0);
`;

/** Leaves only what is in use in the server's heaps, so that its memory can be compared. @throws where it does not answer. */
export async function collectGarbage(desktop: RunningDesktop): Promise<void> {
  const script = Buffer.from(SCRIPT).toString("base64");
  await desktop.asUser(
    `kill -USR1 $(pidof node); echo ${script} | base64 -d > /tmp/collect.mjs; /usr/lib/porthole/node /tmp/collect.mjs`,
  );
}
