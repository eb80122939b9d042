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
  app: { shm: "1gb" },
});
