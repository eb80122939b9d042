/*
 * Native module "porthole-sys": one function a system call.
 * A string at this boundary holds one byte a character (codes 0 to 255), so that names and values of any
 * encoding survive. Characters above 255 leave as UTF-8. A failed call returns its errno as a negative number.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <quickjs/quickjs.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern int porthole_argc;
extern char **porthole_argv;
extern char **environ;

#define FN(name) static JSValue name(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
#define INT(i) to_int(ctx, argv[i])
#define RESULT(call) JS_NewInt32(ctx, (call) < 0 ? -errno : 0)

static int to_int(JSContext *ctx, JSValueConst value) {
  int32_t n = 0;
  JS_ToInt32(ctx, &n, value);
  return n;
}

static uint32_t to_id(JSContext *ctx, JSValueConst value) {
  int64_t n = 0;
  JS_ToInt64(ctx, &n, value);
  return (uint32_t)n;
}

static JSValue from_bytes(JSContext *ctx, const char *bytes, size_t size) {
  size_t high = 0;
  for (size_t i = 0; i < size; i++) high += (unsigned char)bytes[i] >> 7;
  if (high == 0) return JS_NewStringLen(ctx, bytes, size);
  char *wide = malloc(size + high), *to = wide;
  if (!wide) return JS_ThrowOutOfMemory(ctx);
  for (size_t i = 0; i < size; i++) {
    unsigned char c = bytes[i];
    if (c < 0x80) {
      *to++ = c;
    } else {
      *to++ = 0xC0 | (c >> 6);
      *to++ = 0x80 | (c & 0x3F);
    }
  }
  JSValue string = JS_NewStringLen(ctx, wide, to - wide);
  free(wide);
  return string;
}

/* A NUL-terminated copy to be freed by the caller. */
static char *to_bytes(JSContext *ctx, JSValueConst value, size_t *size) {
  size_t length;
  const char *text = JS_ToCStringLen(ctx, &length, value);
  char *bytes = malloc((text ? length : 0) + 1), *to = bytes;
  if (!bytes) abort();
  for (size_t i = 0; text && i < length; i++) {
    unsigned char c = text[i];
    if ((c == 0xC2 || c == 0xC3) && i + 1 < length) *to++ = (c << 6) | (text[++i] & 0x3F);
    else *to++ = c;
  }
  *to = 0;
  if (size) *size = to - bytes;
  JS_FreeCString(ctx, text);
  return bytes;
}

static char **to_vector(JSContext *ctx, JSValueConst array) {
  JSValue length = JS_GetPropertyStr(ctx, array, "length");
  int n = to_int(ctx, length);
  char **vector = calloc(n + 1, sizeof *vector);
  if (!vector) abort();
  for (int i = 0; i < n; i++) {
    JSValue item = JS_GetPropertyUint32(ctx, array, i);
    vector[i] = to_bytes(ctx, item, NULL);
    JS_FreeValue(ctx, item);
  }
  return vector;
}

static void free_vector(char **vector) {
  for (char **item = vector; *item; item++) free(*item);
  free(vector);
}

static JSValue from_vector(JSContext *ctx, char **vector, int count) {
  JSValue array = JS_NewArray(ctx);
  for (int i = 0; count < 0 ? vector[i] != NULL : i < count; i++)
    JS_SetPropertyUint32(ctx, array, i, from_bytes(ctx, vector[i], strlen(vector[i])));
  return array;
}

FN(sys_argv) { return from_vector(ctx, porthole_argv, porthole_argc); }
FN(sys_environ) { return from_vector(ctx, environ, -1); }
FN(sys_exit) { _exit(INT(0)); }
FN(sys_getpid) { return JS_NewInt32(ctx, getpid()); }
FN(sys_geteuid) { return JS_NewUint32(ctx, geteuid()); }
FN(sys_getegid) { return JS_NewUint32(ctx, getegid()); }
FN(sys_umask) { return JS_NewInt32(ctx, umask(INT(0))); }

FN(sys_clock) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return JS_NewFloat64(ctx, now.tv_sec * 1000.0 + now.tv_nsec / 1000000.0);
}

/* Files */

#define PATH_CALL(name, call)              \
  FN(name) {                               \
    char *path = to_bytes(ctx, argv[0], 0); \
    JSValue result = RESULT(call);         \
    free(path);                            \
    return result;                         \
  }
PATH_CALL(sys_mkdir, mkdir(path, INT(1)))
PATH_CALL(sys_rmdir, rmdir(path))
PATH_CALL(sys_unlink, unlink(path))
PATH_CALL(sys_chmod, chmod(path, INT(1)))
PATH_CALL(sys_lchown, lchown(path, to_id(ctx, argv[1]), to_id(ctx, argv[2])))
PATH_CALL(sys_access, faccessat(AT_FDCWD, path, INT(1), AT_EACCESS))
PATH_CALL(sys_mkfifo, mkfifo(path, INT(1)))
PATH_CALL(sys_chdir, chdir(path))

#define TWO_PATHS_CALL(name, call)           \
  FN(name) {                                 \
    char *first = to_bytes(ctx, argv[0], 0);  \
    char *second = to_bytes(ctx, argv[1], 0); \
    JSValue result = RESULT(call);           \
    free(first);                             \
    free(second);                            \
    return result;                           \
  }
TWO_PATHS_CALL(sys_rename, rename(first, second))
TWO_PATHS_CALL(sys_symlink, symlink(first, second))

FN(sys_open) {
  char *path = to_bytes(ctx, argv[0], 0);
  int fd = open(path, INT(1) | O_CLOEXEC, INT(2));
  JSValue result = JS_NewInt32(ctx, fd < 0 ? -errno : fd);
  free(path);
  return result;
}

FN(sys_close) { return RESULT(close(INT(0))); }

FN(sys_read) {
  int size = INT(1);
  char *buffer = malloc(size);
  if (!buffer) return JS_ThrowOutOfMemory(ctx);
  ssize_t n = read(INT(0), buffer, size);
  JSValue result = n < 0 ? JS_NewInt32(ctx, -errno) : from_bytes(ctx, buffer, n);
  free(buffer);
  return result;
}

FN(sys_write) {
  size_t size;
  char *bytes = to_bytes(ctx, argv[1], &size);
  ssize_t n = write(INT(0), bytes, size);
  JSValue result = JS_NewInt32(ctx, n < 0 ? -errno : (int)n);
  free(bytes);
  return result;
}

FN(sys_readlink) {
  char *path = to_bytes(ctx, argv[0], 0), target[4096];
  ssize_t n = readlink(path, target, sizeof target);
  free(path);
  return n < 0 ? JS_NewInt32(ctx, -errno) : from_bytes(ctx, target, n);
}

FN(sys_readdir) {
  char *path = to_bytes(ctx, argv[0], 0);
  DIR *directory = opendir(path);
  free(path);
  if (!directory) return JS_NewInt32(ctx, -errno);
  JSValue names = JS_NewArray(ctx);
  uint32_t count = 0;
  for (struct dirent *entry; (entry = readdir(directory));) {
    const char *name = entry->d_name;
    if (!strcmp(name, ".") || !strcmp(name, "..")) continue;
    JS_SetPropertyUint32(ctx, names, count++, from_bytes(ctx, name, strlen(name)));
  }
  closedir(directory);
  return names;
}

/* [mode, uid, gid, size]; the second argument says whether a link is followed. */
FN(sys_stat) {
  char *path = to_bytes(ctx, argv[0], 0);
  struct stat info;
  int failed = JS_ToBool(ctx, argv[1]) ? stat(path, &info) : lstat(path, &info);
  free(path);
  if (failed) return JS_NewInt32(ctx, -errno);
  JSValue fields = JS_NewArray(ctx);
  JS_SetPropertyUint32(ctx, fields, 0, JS_NewUint32(ctx, info.st_mode));
  JS_SetPropertyUint32(ctx, fields, 1, JS_NewUint32(ctx, info.st_uid));
  JS_SetPropertyUint32(ctx, fields, 2, JS_NewUint32(ctx, info.st_gid));
  JS_SetPropertyUint32(ctx, fields, 3, JS_NewInt64(ctx, info.st_size));
  return fields;
}

/* Flags of the file system that holds a path, as in statvfs(3). */
FN(sys_mountflags) {
  char *path = to_bytes(ctx, argv[0], 0);
  struct statvfs info;
  int failed = statvfs(path, &info);
  free(path);
  return JS_NewInt32(ctx, failed ? -errno : (int)info.f_flag);
}

/* Waiting */

FN(sys_pipe) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return JS_NewInt32(ctx, -errno);
  JSValue pair = JS_NewArray(ctx);
  JS_SetPropertyUint32(ctx, pair, 0, JS_NewInt32(ctx, ends[0]));
  JS_SetPropertyUint32(ctx, pair, 1, JS_NewInt32(ctx, ends[1]));
  return pair;
}

FN(sys_dup2) { return RESULT(dup2(INT(0), INT(1))); }
FN(sys_setcloexec) { return RESULT(fcntl(INT(0), F_SETFD, INT(1) ? FD_CLOEXEC : 0)); }
FN(sys_setnonblock) { return RESULT(fcntl(INT(0), F_SETFL, O_NONBLOCK)); }

/* Descriptors from `first` up close on exec: a service starts with its own and no others. */
FN(sys_closeonexecfrom) {
  if (syscall(SYS_close_range, INT(0), ~0U, 4 /* CLOSE_RANGE_CLOEXEC */) == 0) return JS_NewInt32(ctx, 0);
  for (int fd = INT(0); fd < 256; fd++) fcntl(fd, F_SETFD, FD_CLOEXEC);
  return JS_NewInt32(ctx, 0);
}

FN(sys_signalfd) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  int fd = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
  return JS_NewInt32(ctx, fd < 0 ? -errno : fd);
}

FN(sys_readsignal) {
  struct signalfd_siginfo info;
  ssize_t n = read(INT(0), &info, sizeof info);
  return JS_NewInt32(ctx, n == sizeof info ? (int)info.ssi_signo : n < 0 ? -errno : 0);
}

/* poll(fds, events, milliseconds): the events seen, one for each descriptor. -1 waits for ever. */
FN(sys_poll) {
  JSValue length = JS_GetPropertyStr(ctx, argv[0], "length");
  int n = to_int(ctx, length);
  struct pollfd *set = calloc(n ? n : 1, sizeof *set);
  if (!set) return JS_ThrowOutOfMemory(ctx);
  for (int i = 0; i < n; i++) {
    JSValue fd = JS_GetPropertyUint32(ctx, argv[0], i), events = JS_GetPropertyUint32(ctx, argv[1], i);
    set[i] = (struct pollfd){.fd = to_int(ctx, fd), .events = to_int(ctx, events)};
  }
  int ready = poll(set, n, INT(2));
  JSValue seen = JS_NewArray(ctx);
  for (int i = 0; i < n; i++) JS_SetPropertyUint32(ctx, seen, i, JS_NewInt32(ctx, ready > 0 ? set[i].revents : 0));
  free(set);
  return seen;
}

FN(sys_inotify) {
  char *path = to_bytes(ctx, argv[0], 0);
  int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (fd >= 0 && inotify_add_watch(fd, path, INT(1)) < 0) {
    int error = errno;
    close(fd);
    fd = -1;
    errno = error;
  }
  JSValue result = JS_NewInt32(ctx, fd < 0 ? -errno : fd);
  free(path);
  return result;
}

/* An exclusive lock on an open file, or the errno where another holds it. */
FN(sys_lock) { return RESULT(flock(INT(0), LOCK_EX | LOCK_NB)); }
FN(sys_sync) {
  sync();
  return JS_UNDEFINED;
}

/* Processes */

FN(sys_kill) { return RESULT(kill(INT(0), INT(1))); }
FN(sys_setsid) { return RESULT(setsid()); }
FN(sys_fork) {
  pid_t pid = fork();
  return JS_NewInt32(ctx, pid < 0 ? -errno : pid);
}

/* [pid, exit code, signal]: pid 0 when none has ended yet. Flags: 1 is WNOHANG. */
FN(sys_waitpid) {
  int status = 0;
  pid_t pid = waitpid(INT(0), &status, INT(1));
  JSValue fields = JS_NewArray(ctx);
  JS_SetPropertyUint32(ctx, fields, 0, JS_NewInt32(ctx, pid < 0 ? -errno : pid));
  JS_SetPropertyUint32(ctx, fields, 1, JS_NewInt32(ctx, WIFEXITED(status) ? WEXITSTATUS(status) : 0));
  JS_SetPropertyUint32(ctx, fields, 2, JS_NewInt32(ctx, WIFSIGNALED(status) ? WTERMSIG(status) : 0));
  return fields;
}

FN(sys_execve) {
  char *path = to_bytes(ctx, argv[0], 0), **args = to_vector(ctx, argv[1]), **env = to_vector(ctx, argv[2]);
  execve(path, args, env);
  JSValue result = JS_NewInt32(ctx, -errno);
  free(path);
  free_vector(args);
  free_vector(env);
  return result;
}

FN(sys_setgroups) {
  JSValue length = JS_GetPropertyStr(ctx, argv[0], "length");
  int n = to_int(ctx, length);
  gid_t groups[n + 1];
  for (int i = 0; i < n; i++) {
    JSValue id = JS_GetPropertyUint32(ctx, argv[0], i);
    groups[i] = to_id(ctx, id);
  }
  return RESULT(setgroups(n, groups));
}

FN(sys_setgid) {
  gid_t id = to_id(ctx, argv[0]);
  return RESULT(setresgid(id, id, id));
}

FN(sys_setuid) {
  uid_t id = to_id(ctx, argv[0]);
  return RESULT(setresuid(id, id, id));
}

/*
 * spawn(path, argv, env, cwd, stdin, stdout, stderr, notifyFrom, notifyTo, umask, foreground, lockFrom, lockTo): pid.
 * The child starts with an empty signal mask, default actions, descriptors 0 to 2, notifyTo and lockTo (-1: none).
 * It leads a session of its own, or with `foreground` a process group that owns the terminal of descriptor 0.
 * The child shares memory until exec, so a failed exec is seen here and returned as its errno.
 */
FN(sys_spawn) {
  char *path = to_bytes(ctx, argv[0], 0), **args = to_vector(ctx, argv[1]), **env = to_vector(ctx, argv[2]);
  char *cwd = to_bytes(ctx, argv[3], 0);
  int in = INT(4), out = INT(5), err = INT(6), from = INT(7), to = INT(8), mask = INT(9);
  int foreground = JS_ToBool(ctx, argv[10]), lock = INT(11), held = INT(12);
  volatile int failed = 0;
  pid_t pid = vfork();
  if (pid == 0) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
    if (foreground) {
      setpgid(0, 0);
      tcsetpgrp(0, getpid());
    } else {
      setsid();
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    umask(mask);
    if ((in != 0 && dup2(in, 0) < 0) || (out != 1 && dup2(out, 1) < 0) || (err != 2 && dup2(err, 2) < 0)) goto fail;
    /* One of the two may stand where the other has to go. */
    if (held >= 0 && (lock = fcntl(lock, F_DUPFD_CLOEXEC, (to > held ? to : held) + 1)) < 0) goto fail;
    if (to >= 0 && from == to && fcntl(to, F_SETFD, 0) < 0) goto fail;
    if (to >= 0 && from != to && dup2(from, to) < 0) goto fail;
    if (held >= 0 && dup2(lock, held) < 0) goto fail;
    if (chdir(cwd) < 0) goto fail;
    execve(path, args, env);
  fail:
    failed = errno;
    _exit(127);
  }
  JSValue result = JS_NewInt32(ctx, pid < 0 ? -errno : pid);
  if (pid > 0 && failed) {
    waitpid(pid, NULL, 0);
    result = JS_NewInt32(ctx, -failed);
  }
  free(path);
  free(cwd);
  free_vector(args);
  free_vector(env);
  return result;
}

#define ENTRY(name, length) JS_CFUNC_DEF(#name, length, sys_##name)
static const JSCFunctionListEntry functions[] = {
    ENTRY(argv, 0),      ENTRY(environ, 0),     ENTRY(exit, 1),         ENTRY(getpid, 0),
    ENTRY(geteuid, 0),   ENTRY(getegid, 0),     ENTRY(umask, 1),        ENTRY(clock, 0),
    ENTRY(mkdir, 2),     ENTRY(rmdir, 1),       ENTRY(unlink, 1),       ENTRY(chmod, 2),
    ENTRY(lchown, 3),    ENTRY(access, 2),      ENTRY(mkfifo, 2),       ENTRY(chdir, 1),
    ENTRY(rename, 2),    ENTRY(symlink, 2),     ENTRY(open, 3),         ENTRY(close, 1),
    ENTRY(read, 2),      ENTRY(write, 2),       ENTRY(readlink, 1),     ENTRY(readdir, 1),
    ENTRY(stat, 2),      ENTRY(mountflags, 1),  ENTRY(pipe, 0),         ENTRY(setcloexec, 2),
    ENTRY(setnonblock, 1), ENTRY(dup2, 2), ENTRY(closeonexecfrom, 1), ENTRY(signalfd, 0), ENTRY(readsignal, 1),
    ENTRY(poll, 3),      ENTRY(inotify, 2),     ENTRY(kill, 2),         ENTRY(setsid, 0),
    ENTRY(lock, 1),      ENTRY(sync, 0),        ENTRY(fork, 0),      ENTRY(waitpid, 2),     ENTRY(execve, 3),       ENTRY(setgroups, 1),
    ENTRY(setgid, 1),    ENTRY(setuid, 1),      ENTRY(spawn, 13),
};

static int fill(JSContext *ctx, JSModuleDef *module) {
  return JS_SetModuleExportList(ctx, module, functions, sizeof functions / sizeof *functions);
}

JSModuleDef *js_init_module_porthole_sys(JSContext *ctx, const char *name) {
  JSModuleDef *module = JS_NewCModule(ctx, name, fill);
  if (module) JS_AddModuleExportList(ctx, module, functions, sizeof functions / sizeof *functions);
  return module;
}
