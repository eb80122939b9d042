/**
 * The page's web app manifest under the name that this desktop has. What it is called below an icon is cut to twelve
 * letters, as browsers do, at a space where that goes.
 * @param text the manifest as it was built, JSON
 */
export function titled(text: string, title: string): string {
  const short = title.length <= SHORT ? title : title.slice(0, SHORT + 1).replace(/\s+\S*$|.$/u, "");
  return JSON.stringify({ ...JSON.parse(text), name: title, short_name: short });
}

const SHORT = 12;
