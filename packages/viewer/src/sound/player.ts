import { JitterBuffer, SOUND_RATE } from "@porthole/protocol";
import type { PlayerReport, SoundPart } from "./part.ts";

/** Samples a script processor gives at once: the least that page threads keep up with. */
const SCRIPT_BLOCK = 1024;
/** Underruns of the loudspeaker's least buffer in so many reports after which the browser's usual one is taken: this computer is too busy. */
const UNDERRUNS = { most: 5, reports: 10 };

/** What newer browsers tell of a context; Web Audio 1.1, AudioPlaybackStats. */
type Watched = AudioContext & { playbackStats?: { underrunEvents: number } };

/** What the player tells. */
export type PlayerEvents = {
  /** Parts to play go to this port. */
  onPort(port: MessagePort): void;
  /** Sound can be heard now, or not. */
  onState(on: boolean): void;
  onReport(report: PlayerReport): void;
};

/** The page's loudspeaker. */
export type Player = {
  /** Browsers allow sound only from a gesture on; to be called at each. */
  onGesture(): void;
  setMuted(muted: boolean): void;
  /** From 0 to 1. */
  setVolume(volume: number): void;
};

/** Makes a player. Nothing of the browser's sound is touched before the first gesture. */
export function openPlayer({ onPort, onState, onReport }: PlayerEvents): Player {
  let context: AudioContext | undefined;
  let gain: GainNode | undefined;
  let muted = false;
  let volume = 1;
  /** What was counted before the buffer was changed. */
  let passed: PlayerReport = { gaps: 0, bridges: 0, cuts: 0, ready: 0 };

  /** The least buffer is for browsers that tell when it ran dry, and saves up to 25 ms. */
  async function start(
    usual = !("playbackStats" in AudioContext.prototype && isSecureContext),
  ): Promise<void> {
    const mine: Watched = new AudioContext({
      sampleRate: SOUND_RATE,
      latencyHint: usual ? "interactive" : 0,
    });
    context = mine;
    mine.addEventListener("statechange", tell);
    const out = new GainNode(mine, { gain: volume });
    out.connect(mine.destination);
    gain = out;
    const { port1, port2 } = new MessageChannel();
    // On plain http there is none.
    if (mine.audioWorklet as AudioWorklet | undefined) {
      await mine.audioWorklet.addModule(new URL("worklet.js", document.baseURI));
      const node = new AudioWorkletNode(mine, "porthole-player", {
        numberOfInputs: 0,
        outputChannelCount: [2],
      });
      const underruns: number[] = [];
      const before = passed;
      node.port.onmessage = ({ data }: MessageEvent<PlayerReport>) => {
        const { gaps, bridges, cuts, ready } = data;
        const all = {
          gaps: before.gaps + gaps,
          bridges: before.bridges + bridges,
          cuts: before.cuts + cuts,
          ready,
        };
        onReport(all);
        underruns.push(mine.playbackStats?.underrunEvents ?? 0);
        const [first = 0] = underruns.splice(0, underruns.length - UNDERRUNS.reports);
        if (!usual && mine === context && (underruns.at(-1) ?? 0) - first > UNDERRUNS.most) {
          // The change is heard.
          passed = { ...all, gaps: all.gaps + 1 };
          void mine.close();
          start(true).catch(onFailure);
        }
      };
      node.port.postMessage(port2, [port2]);
      node.connect(out);
    } else {
      playByScript(mine, out, port2, onReport);
    }
    onPort(port1);
    tell();
  }

  /** The next gesture tries again. */
  function onFailure(): void {
    context = undefined;
  }

  function tell(): void {
    onState(context?.state === "running" && !muted);
  }

  return {
    onGesture() {
      if (!context) {
        start().catch(onFailure);
      } else if (context.state === "suspended" && !muted) {
        void context.resume();
      }
    },
    setMuted(now) {
      muted = now;
      if (muted) {
        void context?.suspend();
      } else {
        void context?.resume();
      }
      tell();
    },
    setVolume(now) {
      volume = now;
      // A jump would click.
      gain?.gain.setTargetAtTime(volume, gain.context.currentTime, 0.02);
    },
  };
}

/** The older way, which pages over plain http have too. */
function playByScript(
  context: AudioContext,
  out: AudioNode,
  port: MessagePort,
  onReport: PlayerEvents["onReport"],
): void {
  const buffer = new JitterBuffer(2, SCRIPT_BLOCK);
  port.onmessage = ({ data }: MessageEvent<SoundPart>) => buffer.push(data.planes, data.last);
  const node = context.createScriptProcessor(SCRIPT_BLOCK, 0, 2);
  let seconds = 0;
  node.onaudioprocess = ({ outputBuffer, playbackTime }) => {
    buffer.pull([outputBuffer.getChannelData(0), outputBuffer.getChannelData(1)]);
    if (playbackTime - seconds > 1) {
      seconds = playbackTime;
      const { gaps, bridges, cuts, fill: ready } = buffer;
      onReport({ gaps, bridges, cuts, ready });
    }
  };
  node.connect(out);
  // Browsers collect a node that nothing refers to, sounding or not.
  kept.add(node);
}

const kept = new Set<ScriptProcessorNode>();
