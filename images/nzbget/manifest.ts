import { defineImage } from "@porthole/contract";

export default defineImage({
  name: "nzbget",
  title: "NZBGet",
  summary: "A Usenet downloader with a web page.",
  homepage: "https://nzbget.com/",
  from: { image: "base" },
  packages: ["nzbget", "python3-minimal", "unrar-free"],
  ports: [{ port: 6789, protocol: "http", purpose: "Web page and remote control." }],
  volumes: [{ path: "/downloads", purpose: "Finished and unfinished downloads.", optional: true }],
  variables: [
    { name: "NZBGET_USER", default: "nzbget", purpose: "Name to sign in to the web page with." },
    { name: "NZBGET_PASS", purpose: "Password to sign in with; no sign-in without it.", secret: true },
  ],
  web: { http: 6789 },
  auth: { userVariable: "NZBGET_USER", defaultUser: "nzbget", passwordVariable: "NZBGET_PASS" },
  app: {},
});
