/** What the server is told of the camera. */
export type CameraSettings = {
  /** Devices of v4l2loopback to try, the first that works is used; none where there shall be no camera. `PORTHOLE_CAMERA_DEVICE`, default all of `/dev/video*`. */
  devices: readonly string[];
  /** Pixels, both even. `PORTHOLE_CAMERA_SIZE`, default 640x480. */
  width: number;
  height: number;
  /** Folder of `camera.so`. */
  native: string;
};

/** To the camera worker. */
export type ToCameraWorker =
  /** A picture of a page: JPEG. */
  | { kind: "view"; data: Uint8Array<ArrayBuffer> }
  /** Nobody gives pictures any more. */
  | { kind: "blank" }
  | { kind: "stop" };

/** From the camera worker. */
export type FromCameraWorker =
  /** Once, at the start: the device that is used, "" for none, and why none could be. */
  | { kind: "device"; path: string; why: string }
  /** At each change: whether an application reads from it. */
  | { kind: "used"; used: boolean };
