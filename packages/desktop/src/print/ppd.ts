import { PRINTER } from "./printer.ts";

/** Points, 72 to the inch, of a millimetre. */
const POINTS_A_MILLIMETRE = 72 / 25.4;

/** A paper: the name that PPDs have for it, and its sides in points. */
type Paper = { name: string; width: number; height: number };

/**
 * The printer described in PostScript's terms (Adobe's PPD specification 4.3, with CUPS' `cupsFilter2`): Chromium and Qt know no
 * other. It says that PDF is taken as it is.
 * @param sizes papers by their names of PWG 5101.1, such as `iso_a4_210x297mm`; the first is the default
 */
export function ppdOf(sizes: readonly string[]): string {
  const papers = sizes.map(paperOf);
  const first = papers[0]?.name ?? "A4";
  const sizesAs = (keyword: string, value: (paper: Paper) => string) =>
    papers.map(paper => `*${keyword} ${paper.name}/${paper.name}: "${value(paper)}"`);
  const invoked = ({ width, height }: Paper) =>
    `<</PageSize[${width} ${height}]/ImagingBBox null>>setpagedevice`;
  const option = (keyword: string, title: string, initial: string, choices: readonly string[]) => [
    `*OpenUI *${keyword}/${title}: PickOne`,
    `*OrderDependency: 10 AnySetup *${keyword}`,
    `*Default${keyword}: ${initial}`,
    ...choices,
    `*CloseUI: *${keyword}`,
  ];
  return `${[
    '*PPD-Adobe: "4.3"',
    '*FormatVersion: "4.3"',
    '*FileVersion: "1.0"',
    "*LanguageVersion: English",
    "*LanguageEncoding: ISOLatin1",
    '*PCFileName: "PORTHOLE.PPD"',
    `*Product: "(${PRINTER} PDF)"`,
    `*Manufacturer: "${PRINTER}"`,
    `*ModelName: "${PRINTER} PDF"`,
    `*ShortNickName: "${PRINTER} PDF"`,
    `*NickName: "${PRINTER} PDF"`,
    '*PSVersion: "(3010.000) 0"',
    '*LanguageLevel: "3"',
    "*ColorDevice: True",
    "*DefaultColorSpace: RGB",
    "*FileSystem: False",
    '*Throughput: "1"',
    "*LandscapeOrientation: Plus90",
    "*TTRasterizer: Type42",
    "*cupsVersion: 2.4",
    '*cupsFilter2: "application/pdf application/pdf 0 -"',
    ...option("PageSize", "Paper", first, sizesAs("PageSize", invoked)),
    ...option("PageRegion", "Paper", first, sizesAs("PageRegion", invoked)),
    `*DefaultImageableArea: ${first}`,
    ...sizesAs("ImageableArea", ({ width, height }) => `0 0 ${width} ${height}`),
    `*DefaultPaperDimension: ${first}`,
    ...sizesAs("PaperDimension", ({ width, height }) => `${width} ${height}`),
    ...option("ColorModel", "Colour", "RGB", [
      '*ColorModel RGB/Colour: "<</cupsColorSpace 1>>setpagedevice"',
      '*ColorModel Gray/Greyscale: "<</cupsColorSpace 0>>setpagedevice"',
    ]),
    ...option("Resolution", "Resolution", "600dpi", [
      '*Resolution 600dpi/600 DPI: "<</HWResolution[600 600]>>setpagedevice"',
    ]),
    "*DefaultFont: Courier",
    '*Font Courier: Standard "(1.0)" Standard ROM',
  ].join("\n")}\n`;
}

const NAMES: Readonly<Record<string, string>> = {
  "na_number-10": "Env10",
  iso_b5: "ISOB5",
  iso_c5: "EnvC5",
  jis_b5: "B5",
};

function paperOf(size: string): Paper {
  const [, kind = "", width, height, unit] = /^(.*)_([\d.]+)x([\d.]+)(mm|in)$/.exec(size) ?? [];
  const points = (side: string | undefined) =>
    Math.round(Number(side) * (unit === "in" ? 72 : POINTS_A_MILLIMETRE));
  const plain = kind.replace(/^[a-z]+_/, "");
  const name = NAMES[kind] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
  return { name, width: points(width), height: points(height) };
}
