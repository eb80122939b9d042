import { defineImage } from "@porthole/contract";

export default defineImage({
  name: "firefox",
  title: "Firefox",
  summary: "The web browser Firefox in a container of its own.",
  homepage: "https://www.firefox.com/",
  from: { image: "desktop" },
  packages: ["firefox-esr", "fonts-noto-cjk", "fonts-noto-color-emoji"],
  env: { TITLE: "Firefox" },
  variables: [{ name: "FIREFOX_CLI", purpose: "Further arguments of Firefox, such as a page to open." }],
  app: { shm: "1gb" },
});
