/**
 * The C module `native/sys.c`: one function a system call. Strings hold one byte a character.
 * Where a number can come back in place of a value, a negative one is an errno.
 */
declare module "porthole-sys" {
  export function argv(): string[];
  export function environ(): string[];
  export function exit(code: number): never;
  export function getpid(): number;
  export function geteuid(): number;
  export function getegid(): number;
  export function umask(mask: number): number;
  /** Milliseconds of the monotonic clock. */
  export function clock(): number;
  export function mkdir(path: string, mode: number): number;
  export function rmdir(path: string): number;
  export function unlink(path: string): number;
  export function chmod(path: string, mode: number): number;
  export function lchown(path: string, uid: number, gid: number): number;
  export function access(path: string, mode: number): number;
  export function mkfifo(path: string, mode: number): number;
  export function chdir(path: string): number;
  export function rename(from: string, to: string): number;
  export function symlink(target: string, path: string): number;
  export function open(path: string, flags: number, mode: number): number;
  export function close(fd: number): number;
  export function read(fd: number, size: number): string | number;
  export function write(fd: number, bytes: string): number;
  export function readlink(path: string): string | number;
  export function readdir(path: string): string[] | number;
  export function stat(
    path: string,
    follow: boolean,
  ): [mode: number, uid: number, gid: number, size: number] | number;
  export function mountflags(path: string): number;
  export function pipe(): [read: number, write: number] | number;
  export function dup2(from: number, to: number): number;
  export function setcloexec(fd: number, on: number): number;
  export function setnonblock(fd: number): number;
  export function closeonexecfrom(first: number): number;
  export function signalfd(): number;
  export function readsignal(fd: number): number;
  export function poll(fds: number[], events: number[], milliseconds: number): number[];
  export function inotify(path: string, mask: number): number;
  /** Takes an exclusive lock on an open file; an errno where another holds it. */
  export function lock(fd: number): number;
  export function sync(): void;
  export function kill(pid: number, signal: number): number;
  export function setsid(): number;
  export function fork(): number;
  export function waitpid(pid: number, flags: number): [pid: number, code: number, signal: number];
  export function execve(path: string, argv: string[], env: string[]): number;
  export function setgroups(ids: number[]): number;
  export function setgid(id: number): number;
  export function setuid(id: number): number;
  export function spawn(
    path: string,
    argv: string[],
    env: string[],
    cwd: string,
    stdin: number,
    stdout: number,
    stderr: number,
    notifyFrom: number,
    notifyTo: number,
    umask: number,
    foreground: boolean,
    lockFrom: number,
    lockTo: number,
  ): number;
}
