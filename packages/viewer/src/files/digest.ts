/** SHA-256 of some bytes, in base64. Browsers have it on https and localhost; elsewhere it is reckoned here. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = crypto.subtle
    ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
    : await (await import("./sha256.ts")).sha256(bytes, breathe);
  return btoa(String.fromCharCode(...hash));
}

/** Lets the page do everything else that waits. */
function breathe(): Promise<void> {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
