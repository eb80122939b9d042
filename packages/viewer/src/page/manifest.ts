const HREF = "manifest.webmanifest";

/** Tells the browser how the page is installed as an app. Once it is connected: nothing before the first picture needs it. */
export function linkManifest(): void {
  if (document.querySelector("link[rel=manifest]")) {
    return;
  }
  const link = document.createElement("link");
  link.rel = "manifest";
  link.crossOrigin = "use-credentials";
  link.href = HREF;
  document.head.append(link);
}
