import koffi from "koffi";

const libc = koffi.load("libc.so.6");

const calloc = libc.func("calloc", "uintptr_t", ["size_t", "size_t"]) as (
  count: number,
  size: number,
) => number;
const mmap = libc.func("mmap", "intptr_t", ["uintptr_t", "size_t", "int", "int", "int", "intptr_t"]) as (
  address: number,
  bytes: number,
  protection: number,
  flags: number,
  file: number,
  offset: number,
) => number;
const munmap = libc.func("munmap", "int", ["uintptr_t", "size_t"]) as (
  address: number,
  bytes: number,
) => number;
const madvise = libc.func("madvise", "int", ["uintptr_t", "size_t", "int"]) as (
  address: number,
  bytes: number,
  advice: number,
) => number;
const release = libc.func("free", "void", ["uintptr_t"]) as (address: number) => void;
const copyOut = libc.func("memcpy", "void", ["void *", "uintptr_t", "size_t"]) as (
  to: Uint8Array,
  from: number,
  bytes: number,
) => void;

const HUGE_PAGE = 2 * 1024 * 1024;
const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_PRIVATE = 2;
const MAP_ANONYMOUS = 32;
const MADV_HUGEPAGE = 14;

/**
 * An address in this process. User space ends below 2^47 on every platform Node runs on, so a number holds it.
 */
export type Address = number;

/**
 * Memory outside the JavaScript heap, zeroed, freed on disposal. A large one lies in huge pages where the system has them, in a
 * mapping of its own: one that `malloc` had put among small blocks would leave the kernel's promise of huge pages behind there.
 */
export class NativeMemory implements Disposable {
  readonly address: Address;
  readonly bytes: number;
  #freed: boolean = false;

  /** @throws Error where there is no memory. */
  constructor(bytes: number) {
    this.bytes = bytes;
    if (bytes >= HUGE_PAGE) {
      const flags = MAP_PRIVATE | MAP_ANONYMOUS;
      this.address = mmap(0, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    } else {
      this.address = calloc(1, bytes);
    }
    if (this.address <= 0) {
      throw new Error(`no memory for ${bytes} bytes`);
    }
    if (bytes >= HUGE_PAGE) {
      // A kernel that has none refuses, and nothing is lost.
      madvise(this.address, bytes, MADV_HUGEPAGE);
    }
  }

  [Symbol.dispose](): void {
    if (!this.#freed) {
      this.#freed = true;
      if (this.bytes >= HUGE_PAGE) {
        munmap(this.address, this.bytes);
      } else {
        release(this.address);
      }
    }
  }
}

/** Copies `bytes` bytes at `address` into a buffer of their own, which may be transferred to another thread. */
export function copyFrom(address: Address, bytes: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  if (bytes > 0) {
    copyOut(copy, address, bytes);
  }
  return copy;
}

/** Where a buffer's bytes lie. They do not move, but live only as long as the buffer is referenced. */
export function addressOf(buffer: Uint8Array<ArrayBuffer>): Address {
  return Number(koffi.address(buffer));
}
