import type { Medians } from "./results.ts";

/** One figure of the table, with what is promised of it. */
export type Promised = {
  /** Its name among the figures. */
  id: string;
  what: string;
  unit: string;
  /** The most, or the least, it may be; undefined where nothing is promised, or nothing of the peers is known. */
  bound?: { kind: "most" | "least"; of(medians: Medians): number | undefined; words: string };
};

const NOVNC = "novnc";
const SELKIES = "selkies";

/** A bound that is a number. */
function fixed(kind: "most" | "least", value: number): NonNullable<Promised["bound"]> {
  return { kind, of: () => value, words: `${kind === "most" ? "≤" : "≥"} ${value}` };
}

/** A bound that hangs on peers; of several the tightest counts. */
function relative(
  id: string,
  kind: "most" | "least",
  factors: Record<string, number>,
  alsoFixed?: number,
): NonNullable<Promised["bound"]> {
  const names: Record<string, string> = { [NOVNC]: "noVNC", [SELKIES]: "Selkies" };
  const words = Object.entries(factors).map(
    ([peer, factor]) => `${kind === "most" ? "≤" : "≥"} ${factor === 1 ? "" : `${factor} × `}${names[peer]}`,
  );
  return {
    kind,
    words: [...words, ...(alsoFixed === undefined ? [] : [`≥ ${alsoFixed}`])].join(", "),
    of(medians) {
      const bounds = Object.entries(factors).flatMap(([peer, factor]) => {
        const value = medians[peer]?.[id];
        return typeof value === "number" ? [value * factor] : [];
      });
      const all = alsoFixed === undefined ? bounds : [...bounds, alsoFixed];
      if (all.length === 0) {
        return undefined;
      }
      return kind === "most" ? Math.min(...all) : Math.max(...all);
    },
  };
}

const MOVING = ["motion", "text", "window", "video"] as const;

/** Every row of the table. */
export const PROMISED: readonly Promised[] = [
  ...(["flash", "type"] as const).flatMap((scene): Promised[] => [
    {
      id: `${scene}.p50`,
      what: `${scene}: delay, p50`,
      unit: "ms",
      bound: relative(`${scene}.p50`, "most", { [NOVNC]: 0.75, [SELKIES]: 0.3 }),
    },
    { id: `${scene}.p95`, what: `${scene}: delay, p95`, unit: "ms", bound: fixed("most", 17) },
  ]),
  { id: "type.cpu", what: "type: server CPU a change", unit: "ms", bound: fixed("most", 8) },
  ...MOVING.flatMap((scene): Promised[] => {
    const motion = scene === "motion";
    const bound = (made: Promised["bound"]) => (motion && made ? { bound: made } : {});
    return [
      {
        id: `${scene}.fps`,
        what: `${scene}: frames seen a second`,
        unit: "",
        ...bound(relative("motion.fps", "least", { [SELKIES]: 1 }, 55)),
      },
      {
        id: `${scene}.p50`,
        what: `${scene}: delay, p50`,
        unit: "ms",
        ...bound(relative("motion.p50", "most", { [SELKIES]: 0.6 })),
      },
      { id: `${scene}.p95`, what: `${scene}: delay, p95`, unit: "ms" },
      {
        id: `${scene}.cpu`,
        what: `${scene}: server CPU a seen frame`,
        unit: "ms",
        ...bound(relative("motion.cpu", "most", { [SELKIES]: 0.65 })),
      },
      {
        id: `${scene}.psnr`,
        what: `${scene}: PSNR while moving`,
        unit: "dB",
        ...bound(relative("motion.psnr", "least", { [SELKIES]: 1 })),
      },
      {
        id: `${scene}.kBps`,
        what: `${scene}: kB a second`,
        unit: "",
        bound: relative(`${scene}.kBps`, "most", { [SELKIES]: 1.2 }),
      },
      {
        id: `${scene}.settled`,
        what: `${scene}: PSNR one second after it stops`,
        unit: "dB",
        // 4:2:0 cannot: coloured text loses more than that by it alone.
        ...(scene === "text" ? {} : { bound: fixed("least", 42) }),
      },
    ];
  }),
  {
    id: "full.settled",
    what: "text in 4:4:4: PSNR one second after it stops",
    unit: "dB",
    bound: fixed("least", 45),
  },
  { id: "full.cpu", what: "text in 4:4:4: server CPU a seen frame", unit: "ms" },
  { id: "full.kBps", what: "text in 4:4:4: kB a second", unit: "" },
  ...(["flash", "motion"] as const).map(
    (scene): Promised => ({
      id: `own.${scene}`,
      what: `${scene}: the delay that the page itself shows, off from the glass by`,
      unit: "ms",
      bound: fixed("most", 5),
    }),
  ),
  { id: "idle.cpu", what: "nothing changes: server CPU", unit: "% of a core", bound: fixed("most", 0.1) },
  { id: "idle.bytes", what: "nothing changes: bytes a second", unit: "", bound: fixed("most", 20) },
  {
    id: "memory.one",
    what: "memory, server and X server, one viewer",
    unit: "MB",
    bound: fixed("most", 150),
  },
  { id: "memory.each", what: "memory, each further viewer", unit: "MB", bound: fixed("most", 5) },
  { id: "second.cpu", what: "second viewer, motion: more server CPU", unit: "%", bound: fixed("most", 6) },
  { id: "page.kB", what: "page: bytes over the wire", unit: "kB", bound: fixed("most", 60) },
  { id: "page.requests", what: "page: requests", unit: "", bound: fixed("most", 5) },
  { id: "page.first", what: "page: navigation to first picture", unit: "ms", bound: fixed("most", 450) },
  { id: "kill.back", what: "server killed: picture back", unit: "s", bound: fixed("most", 1) },
  {
    id: "step.freeze",
    what: "20 to 1 Mbit/s, 50 ms: longest freeze",
    unit: "s",
    bound: fixed("most", 1),
  },
  { id: "step.delay", what: "20 to 1 Mbit/s, 50 ms: steady delay", unit: "ms", bound: fixed("most", 250) },
  { id: "step.fps", what: "20 to 1 Mbit/s, 50 ms: frames seen a second", unit: "" },
  { id: "installed", what: "what the server adds to an image", unit: "MB", bound: fixed("most", 190) },
];

/** Whether a figure holds what is promised; undefined where nothing is, or nothing was measured. */
export function holds({ id, bound }: Promised, medians: Medians, server: string): boolean | undefined {
  const value = medians[server]?.[id];
  const limit = bound?.of(medians);
  if (!bound || value === undefined || limit === undefined) {
    return undefined;
  }
  return value !== null && (bound.kind === "most" ? value <= limit : value >= limit);
}
