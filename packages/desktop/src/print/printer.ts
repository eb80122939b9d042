import type { IppAttribute } from "./ipp.ts";

/** Name of the queue. */
export const PRINTER = "Porthole";
/** Its address, to whoever asks through the server's socket. */
export const PRINTER_URI = `ipp://localhost/printers/${PRINTER}`;

/** Operations by their numbers (RFC 8011, 5.4.15; CUPS' own from 0x4001 on). */
export const OPERATION = {
  printJob: 0x0002,
  validateJob: 0x0004,
  createJob: 0x0005,
  sendDocument: 0x0006,
  cancelJob: 0x0008,
  getJobAttributes: 0x0009,
  getJobs: 0x000a,
  getPrinterAttributes: 0x000b,
  getDefault: 0x4001,
  getPrinters: 0x4002,
  getClasses: 0x4005,
} as const;

const SIZES = [
  "iso_a4_210x297mm",
  "na_letter_8.5x11in",
  "na_legal_8.5x14in",
  "iso_a3_297x420mm",
  "iso_a5_148x210mm",
  "iso_b5_176x250mm",
  "jis_b5_182x257mm",
  "na_executive_7.25x10.5in",
  "iso_c5_162x229mm",
  "na_number-10_4.125x9.5in",
];
/** Papers that are offered, by their names of PWG 5101.1; the default first. */
export function paperSizes(letter: boolean): readonly string[] {
  const initial = SIZES[letter ? 1 : 0] ?? "";
  return [initial, ...SIZES.filter(size => size !== initial)];
}

/** `printer-type` of CUPS: colour, single documents, sizes up to A3. */
const CUPS_TYPE = 0x0004 | 0x0008 | 0x0200 | 0x0400;

/**
 * What the printer says of itself (RFC 8011, 5.4), and what CUPS' library asks for beside. It takes PDF alone: applications
 * then make it themselves, and nothing has to convert.
 * @param letter whether paper is US Letter unless somebody says otherwise
 */
export function printerAttributes(letter: boolean, upSeconds: number): IppAttribute[] {
  const sizes = paperSizes(letter);
  const size = sizes[0] ?? "";
  return [
    ["printer-uri-supported", "uri", PRINTER_URI],
    ["uri-security-supported", "keyword", "none"],
    ["uri-authentication-supported", "keyword", "none"],
    ["printer-name", "name", PRINTER],
    ["printer-info", "text", "Porthole: PDF to the browser"],
    ["printer-location", "text", "Browser"],
    ["printer-make-and-model", "text", "Porthole PDF"],
    ["device-uri", "uri", "porthole:/pdf"],
    ["printer-type", "enum", CUPS_TYPE],
    ["printer-is-shared", "boolean", false],
    ["printer-is-temporary", "boolean", false],
    ["printer-state", "enum", 3],
    ["printer-state-reasons", "keyword", "none"],
    ["printer-is-accepting-jobs", "boolean", true],
    ["printer-up-time", "integer", upSeconds],
    ["printer-state-change-time", "integer", Math.floor(Date.now() / 1000)],
    ["queued-job-count", "integer", 0],
    ["ipp-versions-supported", "keyword", "1.1", "2.0"],
    ["operations-supported", "enum", ...Object.values(OPERATION)],
    ["charset-configured", "charset", "utf-8"],
    ["charset-supported", "charset", "utf-8"],
    ["natural-language-configured", "language", "en"],
    ["generated-natural-language-supported", "language", "en"],
    ["document-format-default", "mimeType", "application/pdf"],
    ["document-format-supported", "mimeType", "application/pdf"],
    ["compression-supported", "keyword", "none"],
    ["pdl-override-supported", "keyword", "not-attempted"],
    ["multiple-document-jobs-supported", "boolean", false],
    ["job-creation-attributes-supported", "keyword", "copies", "media", "print-color-mode", "sides"],
    ["color-supported", "boolean", true],
    ["copies-default", "integer", 1],
    ["copies-supported", "range", [1, 1]],
    ["media-default", "keyword", size],
    ["media-ready", "keyword", size],
    ["media-supported", "keyword", ...sizes],
    ["print-color-mode-default", "keyword", "color"],
    ["print-color-mode-supported", "keyword", "color", "monochrome"],
    ["printer-resolution-default", "resolution", [600, 600]],
    ["printer-resolution-supported", "resolution", [600, 600]],
    ["print-quality-default", "enum", 4],
    ["print-quality-supported", "enum", 4],
    ["sides-default", "keyword", "one-sided"],
    ["sides-supported", "keyword", "one-sided"],
    ["orientation-requested-default", "enum", 3],
    ["orientation-requested-supported", "enum", 3, 4],
  ];
}
