import type { Baseline } from "./figure.ts";

/** docs/performance.md, from what was last measured and stored. */
export function performancePage(baseline: Baseline): string {
  const rows = Object.values(baseline).map(({ what, value, unit, most }) => {
    const promise = most === undefined ? "" : `at most ${most}${suffix(unit)}`;
    return `| ${what} | ${value}${suffix(unit)} | ${promise} |`;
  });
  return `# Performance

Measured by \`npm run bench\` (medians of several runs) on two shared cores without a GPU, browser on the same machine. The stored
values are in \`bench/baseline.json\`; \`npm run bench -- --check\` compares, and a timing is compared as a ratio to a reference of
the same run, so that machines of unlike speed agree. \`npm run bench -- cold\` builds everything again.

| what | measured | promise |
| --- | --- | --- |
${rows.join("\n")}
`;
}

function suffix(unit: string): string {
  return unit === "count" ? "" : ` ${unit}`;
}
