/** How an archive is compressed, by its first bytes. */
export type Compression = "gzip" | "zstd" | "none";

/** Recognises gzip (RFC 1952) and zstd (RFC 8878) by their magic numbers; anything else is taken for plain tar. */
export function compressionOf(firstBytes: string): Compression {
  if (firstBytes.startsWith("\x1f\x8b")) return "gzip";
  return firstBytes.startsWith("\x28\xb5\x2f\xfd") ? "zstd" : "none";
}

const FLAGS: Record<Compression, string[]> = { gzip: ["--gzip"], zstd: ["--zstd"], none: [] };
/** Elements of the older layout, which a mod may not bring, and whiteouts, which have no meaning outside an image. */
const LEFT_OUT = ["etc/cont-init.d", "etc/services.d"].flatMap(path => [path, `./${path}`]);

/** The command that reads an archive from end to end. */
export function testCommand(file: string, compression: Compression): string[] {
  return ["tar", "--list", ...FLAGS[compression], "--file", file];
}

/**
 * The command that lays an archive over a folder. Files belong to root and keep their modes; folders that are there
 * keep theirs, and links to folders (`/bin`) are followed.
 */
export function unpackCommand(file: string, compression: Compression, target: string): string[] {
  return [
    "tar",
    "--extract",
    ...FLAGS[compression],
    "--file",
    file,
    "--directory",
    target,
    "--no-same-owner",
    "--same-permissions",
    "--no-overwrite-dir",
    "--keep-directory-symlink",
    "--anchored",
    ...LEFT_OUT.map(path => `--exclude=${path}`),
    "--no-anchored",
    "--exclude=.wh.*",
  ];
}
