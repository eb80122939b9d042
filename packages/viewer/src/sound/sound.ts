import { SOUND_BITRATE } from "@porthole/protocol";
import type { SoundRules, ToListener, ToWorker, Wanted } from "../bridge.ts";
import { borrowed } from "../page/borrowed.ts";
import type { NoticeId } from "../page/notices.ts";
import { remembered } from "../page/remember.ts";
import type { PlayerReport } from "./part.ts";
import { openPlayer } from "./player.ts";

/** What a person has chosen. */
export type SoundChoice = {
  /** From 0 to 1. */
  volume: number;
  muted: boolean;
  /** Bits a second; undefined for the server's own. */
  bitrate?: number;
  /** Whether applications may be given the microphone. */
  microphone: boolean;
  /** Its id; "" for the browser's choice. */
  device: string;
};

/** Sound and microphone, as the rest of the page sees them. */
export type PageSound = {
  choice(): SoundChoice;
  choose(choice: Partial<SoundChoice>): void;
  /** What the server said last; undefined before. */
  rules(): SoundRules | undefined;
  onRules(rules: SoundRules): void;
  /** An application records, or no longer. */
  onWanted(wanted: Wanted): void;
  /** The connection is gone: nobody listens to the microphone. */
  onLost(): void;
  /** What the player told last. */
  report(): PlayerReport;
};

/** What sound needs of the page. */
export type SoundEvents = {
  /** Address of the desktop's socket. */
  url: string;
  post(message: ToWorker, transfer?: Transferable[]): void;
  notice(id: NoticeId, severity?: number): void;
};

const NOTICES = {
  insecure: "microphone-insecure",
  on: "microphone-on",
  missing: "microphone-missing",
  refused: "microphone-refused",
} as const;
const NOTHING: Wanted = { microphone: false, by: "" };

/** Brings the desktop's sound to the page's loudspeaker, from the first gesture on; and its microphone to the desktop, while that is wanted. */
export function openSound({ url, post, notice }: SoundEvents): PageSound {
  const kept = remembered("sound", isChoice);
  let choice: SoundChoice = kept.get() ?? { volume: 1, muted: false, microphone: true, device: "" };
  let rules: SoundRules | undefined;
  let wanted = NOTHING;
  let report: PlayerReport = { gaps: 0, bridges: 0, cuts: 0, ready: 0 };
  let on = false;
  /** There is one from the first gesture on. */
  let listener: Worker | undefined;
  const player = openPlayer({
    onPort(port) {
      listener ??= new Worker(new URL("listener.js", document.baseURI), { type: "module" });
      tell({ kind: "play", port }, [port]);
      connect();
    },
    onState(now) {
      on = now;
      listen();
    },
    onReport(now) {
      report = now;
    },
  });
  player.setVolume(choice.volume);
  player.setMuted(choice.muted);
  for (const gesture of ["pointerup", "keydown"]) {
    document.addEventListener(gesture, player.onGesture, { capture: true });
  }

  function tell(message: ToListener, transfer: Transferable[] = []): void {
    listener?.postMessage(message, transfer);
  }

  function connect(): void {
    const ticket = rules?.ticket ?? "";
    tell({ kind: "connect", url: ticket === "" ? "" : `${url}?sound=${ticket}` });
  }

  function listen(): void {
    const { initial, least, most } = rules?.bitrate ?? SOUND_BITRATE;
    const bitrate = Math.max(least, Math.min(most, choice.bitrate ?? initial));
    tell({ kind: "listen", on, bitrate });
  }

  const borrow = borrowed(
    NOTICES,
    notice,
    async () => (await import("./microphone.ts")).openMicrophone(choice.device),
    ({ port }) => post({ kind: "speak", port }, [port]),
  );
  const followWanted = () => borrow(wanted.microphone && choice.microphone);

  return {
    choice: () => choice,
    choose(now) {
      const before = choice;
      choice = { ...choice, ...now };
      kept.set(choice);
      player.setVolume(choice.volume);
      if (choice.muted !== before.muted) {
        player.setMuted(choice.muted);
      }
      if (choice.bitrate !== before.bitrate) {
        listen();
      }
      if (choice.microphone !== before.microphone || choice.device !== before.device) {
        void followWanted();
      }
    },
    rules: () => rules,
    onRules(now) {
      rules = now;
      listen();
      connect();
    },
    onWanted(now) {
      const changed = now.microphone !== wanted.microphone;
      wanted = now;
      if (changed) {
        void followWanted();
      }
    },
    onLost() {
      wanted = NOTHING;
      tell({ kind: "connect", url: "" });
      void followWanted();
    },
    report: () => report,
  };
}

function isChoice(value: unknown): value is SoundChoice {
  const { volume, muted, bitrate, microphone, device } = (value ?? {}) as Partial<SoundChoice>;
  return (
    typeof volume === "number" &&
    volume >= 0 &&
    volume <= 1 &&
    typeof muted === "boolean" &&
    typeof microphone === "boolean" &&
    typeof device === "string" &&
    (bitrate === undefined || typeof bitrate === "number")
  );
}
