/** What page and worker say to each other. Everything here can be cloned or transferred. */
import type { PageMessage, PagePart, ServerMessage } from "@porthole/protocol";
import type { NoticeId } from "./page/notices.ts";

/** Size of the page in device pixels; `scale` is the device pixel ratio in hundredths. */
export type Viewport = { width: number; height: number; scale: number };

/** What the page's own thread offers; the worker adds what it has itself. */
export type PageFeatures = { secure: boolean; trackGenerator: boolean; offscreenCanvas: boolean };

/** What is drawn on, as the page hands it over. */
export type Surface = { frames?: WritableStream<VideoFrame>; canvas?: OffscreenCanvas };

/** Where the connection stands. */
export type Link =
  | { state: "connecting" }
  | { state: "open"; title: string; server: string; restarted: boolean }
  | { state: "lost" }
  /** The server wants a sign-in; it is asked again all the same, since another window may bring it. */
  | { state: "signedOut" }
  /** Final: this person was put out. */
  | { state: "revoked" }
  /** Final: the server has another page now. Only a server in its developers' hands says so. */
  | { state: "outdated" }
  /** Final: which end is the newer one. */
  | { state: "mismatch"; newer: "server" | "page" };

/** Numbers since the last report. */
export type Statistics = {
  /** Frames shown a second. */
  fps: number;
  kilobytesPerSecond: number;
  /** As in `display.codecString`, or `jpeg`. */
  codec: string;
  decoder: string;
  sink: string;
  width: number;
  height: number;
  /** Milliseconds from ping to pong, latest; NaN before the first. */
  roundTrip: number;
  /** Means in milliseconds, NaN without a frame: from a change to its pixels, encoding, on the wire, decoding, to the screen. */
  capture: number;
  encode: number;
  wire: number;
  decode: number;
  display: number;
  /** Milliseconds from a change on the server to its picture on this screen, median of the last frames; NaN before the first. */
  latency: number;
  /** Frames that came and were not shown. */
  dropped: number;
  decoderErrors: number;
  /** Messages of the server that could not be read. */
  unreadable: number;
  /** What the server said last of this page's stream. */
  server: Extract<ServerMessage, { kind: "statistics" }> | undefined;
};

/** A setting of the stream as the server has it for this page. */
export type Setting = Extract<ServerMessage, { kind: "setting" }>;

/** What the server tells a person: its English text, to be shown where the page has no words for the id. */
export type Notice = { severity: number; id: string; text: string };

/** What the server lets through; `most` bytes of one format. */
export type ClipRules = { in: boolean; out: boolean; images: boolean; most: number };

/** What the server does with sound; bits a second of Opus between which the page can choose. */
export type SoundRules = {
  out: boolean;
  microphone: boolean;
  bitrate: { initial: number; least: number; most: number };
  /** As `soundRules.ticket`. */
  ticket: string;
};

/** Whether an application in the desktop records now, and is to be given this page's microphone; and which one it is. */
export type Wanted = { microphone: boolean; by: string };

/** Whether an application in the desktop looks now, and is to be given this page's camera: pixels, pictures a second. */
export type CameraWanted = { on: boolean; width: number; height: number; rate: number };

/** One format of what the page brings. `format` as in `clip.formats`. */
export type ClipPart = { format: number; size: number; data: Uint8Array<ArrayBuffer> | Blob };

/** A content of the desktop's clipboard. */
export type ClipContent = { text?: string; html?: string; png?: Blob };

/** What the server tells of people and links. */
export type SharingMessage = Extract<
  ServerMessage,
  { kind: "you" | "people" | "pointer" | "links" | "linkMade" | "sharing" }
>;

/** From page to worker. */
export type ToWorker =
  /** `monitor` as in `hello.display`. */
  | {
      kind: "start";
      url: string;
      viewport: Viewport;
      features: PageFeatures;
      visible: boolean;
      monitor: number;
    }
  | { kind: "send"; message: PageMessage }
  | { kind: "viewport"; viewport: Viewport }
  | { kind: "visible"; visible: boolean }
  /** A new content of the clipboard, for the desktop. */
  | { kind: "clip"; parts: readonly ClipPart[] }
  /** What the microphone hears comes through this port. */
  | { kind: "speak"; port: MessagePort }
  /** What the camera sees: a JPEG. */
  | { kind: "view"; picture: ArrayBuffer }
  /** The network is back. */
  | { kind: "online" }
  /** Whether statistics are wanted. */
  | { kind: "watch"; on: boolean }
  /** The video element has shown the frame of this timestamp (microseconds), `at` ms since the Unix epoch. */
  | { kind: "presented"; timestamp: number; at: number }
  /** Answer to `mount`. */
  | { kind: "surface"; mount: number; surface: Surface };

/** From page to the worker that hears. */
export type ToListener =
  /** Where the sound comes from; "" for nowhere. */
  | { kind: "connect"; url: string }
  /** Parts of the desktop's sound are played that come to this port. */
  | { kind: "play"; port: MessagePort }
  /** Whether they can be heard now, and how many bits a second they may take. */
  | { kind: "listen"; on: boolean; bitrate: number };

/** A document that was printed in the desktop. */
export type PrintedDocument = { job: number; bytes: number; title: string };

/** From worker to page. */
export type ToPage =
  /** A document was printed: just now where `fresh`. */
  | { kind: "printed"; document: PrintedDocument; fresh: boolean }
  /** Which ways files may go. */
  | { kind: "fileRules"; rules: { up: boolean; down: boolean } }
  | { kind: "link"; link: Link }
  /** Put the named sink on the screen and answer with its surface. */
  | { kind: "mount"; mount: number; sink: string }
  /** Something for the sink on the screen: its track, or a picture to draw. */
  | { kind: "sink"; mount: number; item: SinkItem }
  | { kind: "display"; width: number; height: number }
  /** The page shows this monitor. */
  | { kind: "monitor"; number: number }
  | {
      kind: "cursor";
      /** The page keeps the picture under this number. */
      slot: number;
      hotX: number;
      hotY: number;
      width: number;
      height: number;
      png: Uint8Array<ArrayBuffer>;
    }
  | { kind: "cursorAgain"; slot: number }
  /** As the messages of the protocol. */
  | Extract<ServerMessage, { kind: "caret" | "inputMeans" | "rumble" }>
  | { kind: "notice"; notice: Notice }
  /** A notice of the page's own. */
  | { kind: "tell"; id: NoticeId; severity: number }
  | { kind: "setting"; setting: Setting }
  | { kind: "sharing"; message: SharingMessage }
  /** Parts of the page that are not to be seen. */
  | { kind: "parts"; hidden: readonly PagePart[] }
  /** What the server does with sound. */
  | { kind: "soundRules"; rules: SoundRules }
  | { kind: "wanted"; wanted: Wanted }
  /** Whether the desktop has a device for a camera, and whether it wants this page's. */
  | { kind: "cameraRules"; there: boolean }
  | { kind: "cameraWanted"; wanted: CameraWanted }
  | { kind: "clipRules"; rules: ClipRules }
  /** A new content of the clipboard, from the desktop. */
  | { kind: "clip"; content: ClipContent }
  | { kind: "statistics"; statistics: Statistics };

/** What a sink's worker half may send to its page half. */
export type SinkItem =
  | { track: MediaStreamTrack }
  | { width: number; height: number; pieces: readonly Piece[] };

/** A part of a picture and where it goes. */
export type Piece = { x: number; y: number; image: ImageBitmap | VideoFrame };
