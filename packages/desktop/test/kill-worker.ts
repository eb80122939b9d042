import type { RunningDesktop } from "./running-desktop.ts";

/**
 * Ends a worker from outside, by way of Node's inspector, which SIGUSR1 opens: a thread has no process id to kill.
 * Runs with the image's own Node.
 */
const SCRIPT = `
const port = 9229;
const open = async () => {
  for (;;) {
    const targets = await fetch("http://127.0.0.1:" + port + "/json/list").then(r => r.json()).catch(() => undefined);
    if (targets?.[0]) return new WebSocket(targets[0].webSocketDebuggerUrl);
    await new Promise(done => setTimeout(done, 20));
  }
};
const socket = await open();
await new Promise(done => { socket.onopen = done; });
let wanted;
socket.onmessage = ({ data }) => {
  const { method, params } = JSON.parse(data);
  if (method === "NodeWorker.attachedToWorker" && params.workerInfo.url.includes("NAME")) {
    wanted = params.sessionId;
    const message = JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression: "process.exit(7)" } });
    socket.send(JSON.stringify({ id: 2, method: "NodeWorker.sendMessageToWorker", params: { sessionId: params.sessionId, message } }));
  }
  if (method === "NodeWorker.detachedFromWorker" && params.sessionId === wanted) process.exit(0);
};
socket.send(JSON.stringify({ id: 1, method: "NodeWorker.enable", params: { waitForDebuggerOnStart: false } }));
setTimeout(() => process.exit(1), 10000);
`;

/** Kills a worker; of several capture workers, all of them. @throws where none ends. */
export async function killWorker(
  desktop: RunningDesktop,
  name: "capture" | "sound" | "camera" = "capture",
): Promise<void> {
  const script = Buffer.from(SCRIPT.replace("NAME", `${name}-worker`)).toString("base64");
  await desktop.asUser(
    `kill -USR1 $(cat /proc/[0-9]*/stat 2>/dev/null | awk '/\\(node/ { print $1; exit }'); echo ${script} | base64 -d > /tmp/kill-worker.mjs; /usr/lib/porthole/node /tmp/kill-worker.mjs`,
  );
}
