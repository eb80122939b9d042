import type { Files } from "../files/files.ts";

/** How a script can be started, or why it cannot. */
export type Script =
  | { ok: true; argv: string[]; tolerated?: string; shebang: string | undefined }
  | { ok: false; line?: number; message: string };

/**
 * Looks at a script the way the kernel will when it is executed.
 *
 * A script without the execute bit runs through the interpreter it names: s6-rc sets the bit on its own copy,
 * so such scripts worked.
 */
export function inspectScript(files: Files, root: string, path: string): Script {
  const text = files.read(root + path);
  if (text === undefined) return { ok: false, message: "is not a readable file" };
  const executable = files.executable(root + path);
  if (text.startsWith("\x7fELF")) {
    return executable
      ? { ok: true, argv: [path], shebang: undefined }
      : { ok: false, message: "is not executable; run chmod +x on it" };
  }
  if (!text.startsWith("#!")) {
    return { ok: false, line: 1, message: "has no shebang such as #!/bin/bash in its first line" };
  }
  const shebang = text.slice(2, text.includes("\n") ? text.indexOf("\n") : undefined);
  if (shebang.endsWith("\r")) {
    return { ok: false, line: 1, message: "has Windows line ends (CRLF); save it with Unix line ends" };
  }
  const [interpreter = "", ...rest] = shebang.trim().split(/[ \t]+/);
  if (!interpreter.startsWith("/")) {
    return { ok: false, line: 1, message: `names no absolute path in its shebang: "${shebang.trim()}"` };
  }
  const target = followInside(files, root, interpreter);
  if (target !== undefined && !files.executable(target)) {
    return { ok: false, line: 1, message: `needs the interpreter ${interpreter}, which cannot be executed` };
  }
  if (executable) return { ok: true, argv: [path], shebang };
  const argument = rest.length > 0 ? [rest.join(" ")] : [];
  const tolerated = "is not executable; run chmod +x on it";
  return { ok: true, argv: [interpreter, ...argument, path], tolerated, shebang };
}

/** Below another root, absolute links would lead out of it: only what needs no link can be judged there. */
function followInside(files: Files, root: string, path: string): string | undefined {
  if (root === "") return path;
  return files.stat(root + path) && files.lstat(root + path)?.kind === "file" ? root + path : undefined;
}
