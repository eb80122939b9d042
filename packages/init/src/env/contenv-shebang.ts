/**
 * The program that a script asks for through with-contenv: `bash` in `#!/usr/bin/with-contenv bash`. Undefined for any other
 * script, and for one that the kernel would hand over with blanks in it.
 *
 * @param beginning the first bytes of the script, at least its first line
 */
export function contenvShebang(beginning: string): { contenv: string; program: string } | undefined {
  const match = /^#![ \t]*(\/(?:\S+\/)?with-contenv)[ \t]+(\S+)[ \t]*\n/.exec(beginning);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { contenv: match[1], program: match[2] }
    : undefined;
}
