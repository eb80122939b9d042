import { defineImage } from "@porthole/contract";

export default defineImage({
  name: "webtop",
  title: "Webtop",
  summary: "A complete XFCE desktop in the browser, with a web browser, files, terminal and editor.",
  from: { image: "desktop" },
  packages: [
    "adwaita-icon-theme",
    "firefox-esr",
    "fonts-noto-cjk",
    "fonts-noto-color-emoji",
    "mousepad",
    "thunar",
    "xdg-utils",
    "xfce4-appfinder",
    "xfce4-panel",
    "xfce4-session",
    "xfce4-settings",
    "xfce4-terminal",
    "xfconf",
    "xfdesktop4",
    "xfwm4",
  ],
  env: { TITLE: "Webtop" },
  ports: [
    { port: 3000, protocol: "http", purpose: "The desktop, for this machine or behind a proxy." },
    { port: 3001, protocol: "https", purpose: "The desktop, with a certificate of its own." },
  ],
  volumes: [{ path: "/config", purpose: "The user's home: settings, files and the certificate." }],
  app: {
    web: { http: 3000, https: 3001 },
    auth: { userVariable: "CUSTOM_USER", defaultUser: "abc", passwordVariable: "PASSWORD" },
    shm: "1gb",
  },
});
