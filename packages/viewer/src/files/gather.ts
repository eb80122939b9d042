/** What a person brings: a file, or a folder that may hold nothing. `path` from the desktop's folder on. */
export type Brought = { path: string; file: (() => Promise<File>) | undefined };
/** Everything below one name that was dropped or chosen. */
export type Batch = { name: string; items: readonly Brought[] };

/** Everything in what was dropped or pasted, folder by folder. */
export function gather(dropped: readonly (FileSystemEntry | File | null)[]): Promise<Batch[]> {
  const entries = dropped.filter(entry => entry !== null);
  return Promise.all(entries.map(entry => (entry instanceof File ? batchOfFile(entry) : batchOf(entry))));
}

/** What was chosen in a file dialog; in one for folders, files have their path. */
export function gatherFiles(files: Iterable<File>): Batch[] {
  const batches = new Map<string, Brought[]>();
  for (const file of files) {
    const path = file.webkitRelativePath || file.name;
    // Two files of one name from different places are two batches.
    const key = file.webkitRelativePath ? (path.split("/")[0] ?? path) : `${batches.size}/${path}`;
    batches.set(key, [...(batches.get(key) ?? []), { path, file: async () => file }]);
  }
  return [...batches.values()].map(items => ({ name: items[0]?.path.split("/")[0] ?? "", items }));
}

function batchOfFile(file: File): Batch {
  return { name: file.name, items: [{ path: file.name, file: async () => file }] };
}

async function batchOf(entry: FileSystemEntry): Promise<Batch> {
  const items: Brought[] = [];
  await walk(entry, entry.name, items);
  return { name: entry.name, items };
}

async function walk(entry: FileSystemEntry, path: string, items: Brought[]): Promise<void> {
  if (isFile(entry)) {
    items.push({ path, file: () => new Promise((resolve, reject) => entry.file(resolve, reject)) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  let found = 0;
  for (;;) {
    // A hundred at a time, until there are none.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    for (const inner of some) {
      await walk(inner, `${path}/${inner.name}`, items);
    }
    found += some.length;
    if (some.length === 0) {
      break;
    }
  }
  if (found === 0) {
    items.push({ path, file: undefined });
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
