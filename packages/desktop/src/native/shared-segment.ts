import koffi from "koffi";
import type { Address } from "./memory.ts";

const libc = koffi.load("libc.so.6");

const IPC_PRIVATE = 0;
const IPC_CREAT = 0o1000;
const IPC_RMID = 0;

const shmget = libc.func("shmget", "int", ["int", "size_t", "int"]) as (
  key: number,
  size: number,
  flags: number,
) => number;
const shmat = libc.func("shmat", "intptr_t", ["int", "uintptr_t", "int"]) as (
  id: number,
  at: number,
  flags: number,
) => number;
const shmdt = libc.func("shmdt", "int", ["uintptr_t"]) as (at: number) => number;
const shmctl = libc.func("shmctl", "int", ["int", "int", "uintptr_t"]) as (
  id: number,
  command: number,
  buffer: number,
) => number;

/** A SysV shared memory segment attached to this process, for MIT-SHM. */
export class SharedSegment implements Disposable {
  readonly id: number;
  readonly address: Address;
  readonly bytes: number;
  #detached: boolean = false;

  /** @throws Error where the system refuses, with its errno. */
  constructor(bytes: number) {
    this.bytes = bytes;
    this.id = shmget(IPC_PRIVATE, bytes, IPC_CREAT | 0o600);
    if (this.id < 0) {
      throw new Error(`shmget of ${bytes} bytes failed, errno ${koffi.errno()}`);
    }
    const address = shmat(this.id, 0, 0);
    if (address === -1) {
      const errno = koffi.errno();
      this.remove();
      throw new Error(`shmat failed, errno ${errno}`);
    }
    this.address = address;
  }

  /** Marks the segment for removal once nobody is attached; call when the X server has attached it. */
  remove(): void {
    shmctl(this.id, IPC_RMID, 0);
  }

  [Symbol.dispose](): void {
    if (!this.#detached) {
      this.#detached = true;
      this.remove();
      shmdt(this.address);
    }
  }
}
