import { lstat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { ZipFile } from "yazl";
import { inside, type SharedFolder } from "./folder.ts";
import { entriesOf } from "./listing.ts";
import { problemOf } from "./problem.ts";

/** Bytes read at a time. */
const READ = 256 * 1024;

/**
 * A folder as a zip archive, made while it is read: not compressed, of any size, files in the order they are found. Links are left out.
 * The stream fails where a file cannot be read, so that nobody takes half an archive for the whole.
 */
export function zipOf(shared: SharedFolder, names: readonly string[]): Readable {
  const zip = new ZipFile();
  const stream = zip.outputStream as Readable;
  zip.on("error", (error: Error) => stream.destroy(error));
  addFolder(zip, shared, names, names.at(-1) ?? "").then(
    () => zip.end(),
    error => stream.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return stream;
}

async function addFolder(
  zip: ZipFile,
  shared: SharedFolder,
  names: readonly string[],
  path: string,
): Promise<void> {
  await using folder = await shared.open(names);
  const entries = await entriesOf(folder, names);
  if (path !== "") {
    zip.addEmptyDirectory(path, { mtime: (await folder.stat()).mtime });
  }
  for (const entry of entries) {
    const way = [...names, entry.name];
    const inZip = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) {
      await addFolder(zip, shared, way, inZip);
    } else if (entry.isFile()) {
      const { mtime, mode } = await lstat(inside(folder, entry.name)).catch(error => {
        throw problemOf(error, way.join("/"));
      });
      zip.addReadStreamLazy(inZip, { mtime, mode, compress: false }, done => {
        shared.openFile(way).then(
          file => done(null, file.createReadStream({ highWaterMark: READ })),
          error => done(error, undefined as never),
        );
      });
    }
  }
}
