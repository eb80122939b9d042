import { Resvg } from "@resvg/resvg-js";

/** Sides, in pixels, of the icons that browsers ask of an app. */
const SIDES = [192, 512] as const;
/** How much of a maskable icon is there to be seen whatever its shape (W3C Web Application Manifest, 1.9.3): a circle of this part of its side. */
const SAFE = 0.8;

/** An icon file, and how the manifest tells of it. */
export type Icon = { file: string; png: Buffer; entry: Record<string, string> };

/** Draws the icons of the installed page: two sizes, and one on `ground` that a system may cut to its own shape. */
export function iconsOf(svg: string, ground: string): Icon[] {
  const plain = SIDES.map(side => iconOf(svg, side, "any"));
  const [, box = "0 0 64 64"] = /viewBox="([^"]*)"/.exec(svg) ?? [];
  const [x = 0, y = 0, width = 0, height = 0] = box.split(" ").map(Number);
  const rim = (side: number) => (side * (1 / SAFE - 1)) / 2;
  const wider = [x - rim(width), y - rim(height), width / SAFE, height / SAFE];
  const [left, top, across, down] = wider;
  const square = `<rect x="${left}" y="${top}" width="${across}" height="${down}" fill="${ground}"/>`;
  const masked = svg.replace(/viewBox="[^"]*"[^>]*>/, `viewBox="${wider.join(" ")}">${square}`);
  return [...plain, iconOf(masked, 512, "maskable")];
}

function iconOf(svg: string, side: number, purpose: "any" | "maskable"): Icon {
  const png = new Resvg(svg, { fitTo: { mode: "width", value: side } }).render().asPng();
  const file = purpose === "any" ? `icon-${side}.png` : "icon-maskable.png";
  return { file, png, entry: { src: file, sizes: `${side}x${side}`, type: "image/png", purpose } };
}
