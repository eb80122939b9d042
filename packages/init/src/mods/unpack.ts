/** How an archive is compressed, by its first bytes. */
export type Compression = "gzip" | "zstd" | "none";

/** Recognises gzip (RFC 1952) and zstd (RFC 8878) by their magic numbers; anything else is taken for plain tar. */
export function compressionOf(firstBytes: string): Compression {
  if (firstBytes.startsWith("\x1f\x8b")) return "gzip";
  return firstBytes.startsWith("\x28\xb5\x2f\xfd") ? "zstd" : "none";
}

/**
 * The commands that unpack an archive into an empty folder, whichever tar the image has: GNU's, that of busybox, of BSD.
 * Files belong to whoever runs them and keep their modes.
 *
 * @param spare a file that may be made on the way
 */
export function unpackCommands(
  file: string,
  compression: Compression,
  folder: string,
  spare: string,
): string[][] {
  const tar = (archive: string, ...flags: string[]) => [
    "tar",
    "-x",
    ...flags,
    "-o",
    "-p",
    "-f",
    archive,
    "-C",
    folder,
  ];
  if (compression === "gzip") return [tar(file, "-z")];
  if (compression === "none") return [tar(file)];
  return [["zstd", "-d", "-q", "-f", "-o", spare, file], tar(spare)];
}
