/** Whether all that the page needs has been loaded. Until then, the script in index.html loads the page again where a file does not come. */
export function hasBegun(): boolean {
  return document.documentElement.dataset.begun !== undefined;
}

/** Says that it has, once its style is there too. */
export function markBegun(): void {
  if (!hasBegun() && document.styleSheets.length > 0) {
    document.documentElement.dataset.begun = "1";
    try {
      sessionStorage.removeItem("again");
    } catch {
      // Kept from this page by the browser: then nothing was counted either.
    }
  }
}
