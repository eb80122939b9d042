import { output } from "../command.ts";

/** Bytes that went over the TCP connections which a port of this machine serves now. */
export type Traffic = { toPages: number; fromPages: number };

/** Asks the kernel, through `ss`. Of two calls only the difference means something, and only while no connection ends. */
export async function traffic(port: number): Promise<Traffic> {
  return readTraffic(await output("ss", ["-tinH", "state", "established", "sport", "=", `:${port}`]));
}

/** Adds up what `ss -ti` tells of each connection. */
export function readTraffic(text: string): Traffic {
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`\\b${name}:(\\d+)`, "g"))].reduce(
      (total, [, bytes]) => total + Number(bytes),
      0,
    );
  return { toPages: sum("bytes_sent"), fromPages: sum("bytes_received") };
}
