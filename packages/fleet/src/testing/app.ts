import { type AppManifest, defineImage, isApp, ManifestSchema } from "@porthole/contract";
import type { App } from "../app.ts";

function manifest(input: Parameters<typeof defineImage>[0]): AppManifest {
  const parsed = ManifestSchema.parse(input);
  if (!isApp(parsed)) {
    throw new TypeError("not an app");
  }
  return parsed;
}

/** An app with two web ports, one UDP port and a sign-in, for tests. */
export const testApp: App = {
  name: "toy",
  manifest: manifest(
    defineImage({
      name: "toy",
      title: "Toy",
      summary: "For tests.",
      from: { image: "base" },
      ports: [
        { port: 3000, protocol: "http", purpose: "page" },
        { port: 3001, protocol: "https", purpose: "page" },
        { port: 5000, protocol: "udp", purpose: "media" },
      ],
      web: { http: 3000, https: 3001 },
      auth: { userVariable: "TOY_USER", defaultUser: "toy", passwordVariable: "TOY_PASS" },
      app: { shm: "512mb" },
    }),
  ),
};
