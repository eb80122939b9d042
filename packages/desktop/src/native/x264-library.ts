import { readFileSync } from "node:fs";
import koffi from "koffi";
import type { Address } from "./memory.ts";

/** Sizes and offsets of x264's structures, written at image build by `native/x264-abi.c` from the library's own header. */
export type X264Abi = {
  build: number;
  param: { size: number; width: number; height: number; csp: number; mbInfo: number };
  picture: {
    size: number;
    type: number;
    qpPlus1: number;
    pts: number;
    csp: number;
    planes: number;
    stride: number;
    plane: number;
    mbInfo: number;
    crf: number;
  };
  nal: { size: number; type: number; payloadSize: number; payload: number };
  constants: { cspNv12: number; cspI444: number; typeAuto: number; typeIdr: number; mbInfoConstant: number };
};

/** The functions of libx264 that are used. Structures pass as buffers of the sizes in {@link X264Abi}. */
export type X264Library = {
  abi: X264Abi;
  defaultPreset(param: Uint8Array, preset: string, tune: string): number;
  parse(param: Uint8Array, name: string, value: string): number;
  applyProfile(param: Uint8Array, profile: string): number;
  open(param: Uint8Array): Address;
  close(encoder: Address): void;
  /** Writes the parameters the encoder works with. */
  parameters(encoder: Address, param: Uint8Array): void;
  reconfigure(encoder: Address, param: Uint8Array): number;
  headers(encoder: Address, nals: [Address], count: [number]): number;
  initPicture(picture: Uint8Array): void;
  encode(
    encoder: Address,
    nals: [Address],
    count: [number],
    picture: Uint8Array | null,
    out: Uint8Array,
  ): number;
};

/** @throws Error where the file or the library of the same build is missing. */
export function loadX264(abiFile: string): X264Library {
  const abi = JSON.parse(readFileSync(abiFile, "utf8")) as X264Abi;
  const library = koffi.load(`libx264.so.${abi.build}`);
  const nalsOut = koffi.inout(koffi.pointer("uintptr_t"));
  const countOut = koffi.inout(koffi.pointer("int"));
  return {
    abi,
    defaultPreset: library.func("x264_param_default_preset", "int", ["void *", "str", "str"]),
    parse: library.func("x264_param_parse", "int", ["void *", "str", "str"]),
    applyProfile: library.func("x264_param_apply_profile", "int", ["void *", "str"]),
    open: library.func(`x264_encoder_open_${abi.build}`, "uintptr_t", ["void *"]),
    close: library.func("x264_encoder_close", "void", ["uintptr_t"]),
    parameters: library.func("x264_encoder_parameters", "void", ["uintptr_t", "void *"]),
    reconfigure: library.func("x264_encoder_reconfig", "int", ["uintptr_t", "void *"]),
    headers: library.func("x264_encoder_headers", "int", ["uintptr_t", nalsOut, countOut]),
    initPicture: library.func("x264_picture_init", "void", ["void *"]),
    encode: library.func("x264_encoder_encode", "int", ["uintptr_t", nalsOut, countOut, "void *", "void *"]),
  };
}
