import { defineImage } from "@porthole/contract";

export default defineImage({
  name: "libreoffice",
  title: "LibreOffice",
  summary: "Documents, tables and slides with LibreOffice.",
  homepage: "https://www.libreoffice.org/",
  from: { image: "desktop" },
  packages: [
    "fonts-liberation",
    "libreoffice-calc",
    "libreoffice-gtk3",
    "libreoffice-impress",
    "libreoffice-writer",
  ],
  env: { TITLE: "LibreOffice" },
  app: {},
});
