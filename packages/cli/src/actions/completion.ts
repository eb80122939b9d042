import { isApp } from "@porthole/contract";
import type { Command } from "commander";
import { type Candidate, candidates } from "../candidates.ts";
import { openCatalog } from "../context.ts";
import { say } from "../output.ts";

/** Each script asks `porthole __complete`, so that it never goes out of date. */
const SCRIPTS = {
  bash: `_porthole() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _porthole porthole ./porthole`,
  zsh: `#compdef porthole
_porthole() {
  local -a found
  local line
  while IFS= read -r line; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then
    _describe porthole found
  else
    _files
  fi
}
if [ "$funcstack[1]" = _porthole ]; then
  _porthole "$@"
else
  compdef _porthole porthole
fi`,
  fish: `function __porthole_complete
  set -l words (commandline -opc) (commandline -ct)
  $words[1] __complete -- $words[2..-1] 2>/dev/null
end
complete -c porthole -f -a '(__porthole_complete)'
complete -c porthole -n '__fish_prev_arg_in --data --ca' -F`,
} as const;

/** Prints the completion script of a shell. */
export function runCompletion(shell: keyof typeof SCRIPTS): void {
  say(SCRIPTS[shell]);
}

/** Prints candidates for the last of `words`, each as `WORD<TAB>MEANING`. */
export async function runComplete(program: Command, words: readonly string[]): Promise<void> {
  const found = await candidates(program, words, {
    apps: () => catalogNames(true),
    images: () => catalogNames(false),
  });
  for (const { word, meaning } of found) {
    say(`${word}\t${meaning.split("\n")[0]}`);
  }
}

async function catalogNames(appsOnly: boolean): Promise<Candidate[]> {
  const manifests = [...(await openCatalog()).values()].map(entry => entry.manifest);
  return manifests
    .filter(manifest => !appsOnly || isApp(manifest))
    .map(manifest => ({ word: manifest.name, meaning: manifest.title }));
}
