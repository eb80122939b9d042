import { defineImage } from "@porthole/contract";

export default defineImage({
  name: "chromium",
  title: "Chromium",
  summary: "The web browser Chromium in a container of its own.",
  homepage: "https://www.chromium.org/",
  from: { image: "desktop" },
  packages: ["chromium", "fonts-noto-cjk", "fonts-noto-color-emoji"],
  env: { TITLE: "Chromium" },
  variables: [{ name: "CHROME_CLI", purpose: "Further arguments of Chromium, such as a page to open." }],
  app: { shm: "1gb" },
});
