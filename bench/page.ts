import type { Baseline } from "./figure.ts";
import { type GlassResults, medians } from "./glass/results.ts";
import { table } from "./glass/table.ts";
import { memory, type Sample, type SoakResults, verdict } from "./soak/results.ts";

/** What the ids of the init's figures begin with. */
const INIT = "init.";

/** docs/performance.md, from what was last measured and stored. */
export function performancePage(baseline: Baseline, glass?: GlassResults, soak?: SoakResults): string {
  const rows = Object.entries(baseline).filter(([id]) => !id.startsWith(INIT));
  return `# Performance

Measured by \`npm run bench\` (medians of several runs) on two shared cores without a GPU, browser on the same machine. The stored
values are in \`bench/baseline.json\`; \`npm run bench -- --check\` compares, and a timing is compared as a ratio to a reference of
the same run, so that machines of unlike speed agree. \`npm run bench -- cold\` builds everything again.

| what | measured | promise |
| --- | --- | --- |
${rows.map(([, figure]) => `| ${cells(figure).join(" | ")} |`).join("\n")}
${initSection(baseline)}${glass ? glassSection(glass) : ""}${soak ? soakSection(soak) : ""}`;
}

/** What was measured of a figure, and what is promised. */
function cells({ what, value, unit, most }: Baseline[string]): string[] {
  const promise = most === undefined ? "" : `at most ${most}${suffix(unit)}`;
  return [what, `${value}${suffix(unit)}`, promise];
}

/** The part about process 1. */
function initSection(baseline: Baseline): string {
  const rows = Object.entries(baseline)
    .filter(([id]) => id.startsWith(INIT))
    .map(([, figure]) => `| ${[...cells(figure), figure.original ?? ""].join(" | ")} |`);
  if (rows.length === 0) return "";
  return `
## The init

| what | measured | promise | LinuxServer.io |
| --- | --- | --- | --- |
${rows.join("\n")}

**How.** \`node bench/run.ts init\` starts containers of the base in turn with the bare ones they are compared with, twenty of each (ten
for chains of services, five for mods and fork storms), without network and health check; a value is the median of the differences within a
turn. Times run from the request to the engine until the line is in the container's output. CPU is the engine's account of the container,
memory the PSS of its processes, programs are calls of execve counted by strace. *Dropped* packets are dropped by the engine's firewall between two
of its networks; the cached mod is applied within the time. An orphan of a fork storm is timed from just before its end until it is no process any more, by a
program in the same container, four of whose processes fork as fast as they can. It needs root, for the memory of others' processes.

The references are measured in the same turns: Debian's s6 with a shell script in front that runs fifteen empty bash steps, each with the environment from a
folder. Debian has neither s6-rc nor s6-overlay, so the last column is cited: s6-overlay 3.2.1 with the scripts of LinuxServer.io's Debian base, measured
once in the same way on a machine of this kind.
`;
}

/** The part about the picture beside its peers. */
function glassSection(results: GlassResults): string {
  const busy = results.rounds.map(({ figures }) => figures.busy ?? 0);
  return `
## The picture, beside its peers

![Delays, CPU, bytes and frames as bars](performance.svg)

Medians of ${results.repeats} interleaved repeats, ${results.measured}, ${results.processor}. Other work on the machine used
${Math.min(...busy)} to ${Math.max(...busy)} % of it just before each round. Every single value is in \`bench/results/glass.json\`.

${table(medians(results))}

**How.** \`node bench/run.ts glass\` runs each server in turn on the machine itself: Porthole's \`desktop\` image on the host's network,
TigerVNC with noVNC and websockify as Debian packages them, Selkies with pixelflux from PyPI (WebSocket, \`h264enc\`, its defaults, sound and
input devices off) before an Xvfb. A headed Chromium without GPU shows its page, 1920×1080, on a monitor: an X server of its own whose pixels lie in a
file. A thread reads a few of them two thousand times a second. So every server is timed alike, at the last place before an eye, the browser's own
work included; browser, desktop and scene share the processors.

Scenes are drawn inside the desktop by one X client, the same for all:

| scene | what |
| --- | --- |
| flash | a square of 192×192 turns white or black about every quarter second |
| type | the same with 12×18 pixels, a letter |
| motion | a picture like a photo, full screen, scrolls 6 pixels a frame at 60 frames a second |
| text | a terminal of 1600×900 scrolls 30 lines a second |
| window | a window of 800×500 is dragged in a circle over a photo, 60 steps a second |
| video | a clip like a film, a third of the screen, 24 frames a second, grain and all |

A delay runs from the request to the X server until the pixels change on the monitor. Moving scenes carry a counter that is read off the monitor, so a frame
counts as seen only when it was there to be seen; their steps take 1/480 longer than said, so that within a measure they come at every moment
between two refreshes of the monitor. PSNR compares the monitor with what ought to be on it at that counter (while moving), or with
a screenshot from inside the desktop (one second after it stopped). Coloured text loses so much by 4:2:0 alone that no quantizer brings it to 42 dB; it is
measured in 4:4:4 too. CPU is that of the server and its X server; bytes are those of its TCP connections.
*Killed* means SIGKILL to the server; the bench starts the peers again at once, Porthole's init does so itself. TigerVNC is its own X server, so the
desktop dies with it. *20 to 1 Mbit/s* goes through a relay with 50 ms delay each way whose rate drops in the middle of motion; *steady* is the median
delay of the last ten seconds.

The peers need \`apt-get install xvfb tigervnc-standalone-server novnc websockify iproute2 python3-venv\`; \`--peers none\` measures Porthole alone,
\`--scenes flash,motion\` a part, \`--keep\` makes the results those of this page. A run takes about ten minutes a repeat.
`;
}

/** The part about a desktop that has been busy for long. */
function soakSection(results: SoakResults): string {
  const { measured, processor, minutes, pages, found, inUse } = results;
  const { before, after } = inUse;
  const judged = verdict(results);
  const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(2)} %`;
  const line = (what: string, sample: Sample) =>
    `| ${what} | ${sample.server} | ${sample.xServer} | ${sample.threads} | ${sample.files} | ${sample.segments} |`;
  const most = found.reduce((a, b) => (memory(b) > memory(a) ? b : a));
  return `
## A busy desktop, after ${minutes} minutes

${measured}, ${processor}: a terminal scrolled while ${pages} pages came, resized the desktop, changed the codec, opened further monitors, hid and went.

| with one page that shows a still picture | server, MB | X server, MB | threads | open files | shared memory segments |
| --- | --- | --- | --- | --- | --- |
${line(`in use after ${Math.round(before.minute)} minutes`, before)}
${line(`in use after ${Math.round(after.minute)} minutes`, after)}
${line(`most of all, as found after ${Math.round(most.minute)} minutes`, most)}

Memory in use grew by ${percent(judged.inUse)}; at most 3 % are promised.${judged.broken.length > 0 ? ` **Broken:** ${judged.broken.join("; ")}.` : ""} As found, with what the collector of garbage had not
come to yet, the median of the last sixth of the time was ${percent(judged.found)} above that of the second.

**How.** \`node bench/run.ts soak\`; \`--minutes N\` for another time, \`--keep\` makes the results those of this page. The first sixth warms up. Memory is the
proportional set size of both processes but for pages of program files, which they share with whatever else runs the same programs. *In use* is what is
left after every isolate of the server was asked to collect its garbage. Each minute is in \`bench/results/soak.json\`. The tests do the same for two minutes.
`;
}

function suffix(unit: string): string {
  return unit === "count" ? "" : ` ${unit}`;
}
