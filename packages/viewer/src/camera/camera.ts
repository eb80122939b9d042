import type { CameraWanted, ToWorker } from "../bridge.ts";
import { borrowed } from "../page/borrowed.ts";
import type { NoticeId } from "../page/notices.ts";
import { remembered } from "../page/remember.ts";

/** What a person has chosen: whether applications may be given the camera, and its id, "" for the browser's choice. */
export type CameraChoice = { allowed: boolean; device: string };

/** The camera, as the rest of the page sees it. */
export type PageCamera = {
  choice(): CameraChoice;
  choose(choice: Partial<CameraChoice>): void;
  /** Whether the desktop has a device for it; undefined before it has said so. */
  there(): boolean | undefined;
  onThere(there: boolean): void;
  /** An application looks, or no longer. */
  onWanted(wanted: CameraWanted): void;
  /** The connection is gone: nobody looks. */
  onLost(): void;
};

/** What it needs of the page. */
export type CameraEvents = {
  post(message: ToWorker, transfer?: Transferable[]): void;
  notice(id: NoticeId, severity?: number): void;
};

const NOTICES = {
  insecure: "camera-insecure",
  on: "camera-on",
  missing: "camera-missing",
  refused: "camera-refused",
} as const;
const NOTHING: CameraWanted = { on: false, width: 0, height: 0, rate: 0 };

/** Brings the page's camera to the desktop while that is wanted; the browser is asked for it only then, and its light is out else. */
export function openCamera({ post, notice }: CameraEvents): PageCamera {
  const kept = remembered("camera", isChoice);
  let choice: CameraChoice = kept.get() ?? { allowed: true, device: "" };
  let there: boolean | undefined;
  let wanted = NOTHING;
  const borrow = borrowed(NOTICES, notice, async () => {
    const { captureCamera } = await import("./capture.ts");
    return captureCamera(choice.device, wanted, picture => post({ kind: "view", picture }, [picture]));
  });
  const follow = () => borrow(wanted.on && choice.allowed);

  return {
    choice: () => choice,
    choose(now) {
      choice = { ...choice, ...now };
      kept.set(choice);
      void follow();
    },
    there: () => there,
    onThere(now) {
      there = now;
    },
    onWanted(now) {
      wanted = now;
      void follow();
    },
    onLost() {
      wanted = NOTHING;
      void follow();
    },
  };
}

function isChoice(value: unknown): value is CameraChoice {
  const { allowed, device } = (value ?? {}) as Partial<CameraChoice>;
  return typeof allowed === "boolean" && typeof device === "string";
}
