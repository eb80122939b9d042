/*
 * Gamepads without the kernel's help: preloaded into the session's programs. Where one opens a pad's device it gets a socket to the desktop server,
 * which sends what the kernel would; what the kernel answers about a device is answered here. packages/desktop/src/pads is the other end.
 *
 * Devices are those of an Xbox 360 pad: /dev/input/js0 to js3 (linux/joystick.h) and /dev/input/event1000 to event1003 (linux/input.h). A pad that
 * nobody holds has no socket; opening it then fails as for one that is unplugged.
 */
#define _GNU_SOURCE
#include "pad-device.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/joystick.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST_EVENT = 1000, DESCRIPTORS = 4096 };
enum { NO_PAD = 0, JOYSTICK = 1, EVENTS = 2 };

/* What each descriptor is, and which effects it has uploaded. */
static uint8_t kinds[DESCRIPTORS];
static uint16_t effects[DESCRIPTORS];

/* The function of this name that would have been called; also before this library's own start. */
#define REAL(result, name, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) { \
        *(void **)&real = dlsym(RTLD_NEXT, name); \
    }

static int real_close(int fd) {
    REAL(int, "close", int)
    return real(fd);
}

static int kind_of(int fd) {
    return fd >= 0 && fd < DESCRIPTORS ? kinds[fd] : NO_PAD;
}

/* Which pad's device a path is; gives NO_PAD where it is none. */
static int device_of(const char *path, int *pad) {
    static const char folder[] = "/dev/input/";
    if (!path || strncmp(path, folder, sizeof folder - 1) != 0) {
        return NO_PAD;
    }
    const char *name = path + sizeof folder - 1;
    int kind = strncmp(name, "js", 2) == 0 ? JOYSTICK : strncmp(name, "event", 5) == 0 ? EVENTS : NO_PAD;
    const char *digits = name + (kind == JOYSTICK ? 2 : 5);
    if (kind == NO_PAD || *digits < '0' || *digits > '9') {
        return NO_PAD;
    }
    char *end;
    long number = strtol(digits, &end, 10) - (kind == EVENTS ? FIRST_EVENT : 0);
    *pad = (int)number;
    return *end == 0 && number >= 0 && number < PADS ? kind : NO_PAD;
}


/* Tells the server what this end is: its kind, and bytes of a word, which decide how an event is laid out. */
static int connect_pad(int kind, int pad, int flags) {
    const char *folder = getenv("XDG_RUNTIME_DIR");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/pad%d", folder ? folder : "/run/desktop", pad);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -1;
    }
    const uint8_t hello[2] = {kind == JOYSTICK ? 'j' : 'e', sizeof(long)};
    if (fd >= DESCRIPTORS || connect(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        send(fd, hello, sizeof hello, MSG_NOSIGNAL) != sizeof hello) {
        real_close(fd);
        errno = ENODEV;
        return -1;
    }
    fcntl(fd, F_SETFL, flags & O_NONBLOCK);
    fcntl(fd, F_SETFD, flags & O_CLOEXEC ? FD_CLOEXEC : 0);
    effects[fd] = 0;
    kinds[fd] = (uint8_t)kind;
    return fd;
}

static int has_mode(int flags) {
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

#define OPEN(function, path, flags, real_type, ...) \
    int pad, kind = device_of(path, &pad); \
    if (kind != NO_PAD) { \
        return connect_pad(kind, pad, flags); \
    } \
    mode_t mode = 0; \
    if (has_mode(flags)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    } \
    REAL(int, #function, real_type) \
    return real(__VA_ARGS__, mode);

#define PLAIN const char *, int, ...
#define AT int, const char *, int, ...

int open(const char *path, int flags, ...) { OPEN(open, path, flags, PLAIN, path, flags) }
int open64(const char *path, int flags, ...) { OPEN(open64, path, flags, PLAIN, path, flags) }
int openat(int folder, const char *path, int flags, ...) { OPEN(openat, path, flags, AT, folder, path, flags) }
int openat64(int folder, const char *path, int flags, ...) { OPEN(openat64, path, flags, AT, folder, path, flags) }

/* What a fortified program calls in place of open. */
int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open64(path, flags); }

int close(int fd) {
    if (fd >= 0 && fd < DESCRIPTORS) {
        kinds[fd] = NO_PAD;
    }
    return real_close(fd);
}

/* Whether the descriptor is still the socket it was: a program may have closed it by way of the kernel. */
static int is_socket(int fd) {
    int type;
    socklen_t length = sizeof type;
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0;
}

ssize_t read(int fd, void *data, size_t size) {
    REAL(ssize_t, "read", int, void *, size_t)
    ssize_t got = real(fd, data, size);
    if (size > 0 && (got == 0 || (got < 0 && errno == ECONNRESET)) && kind_of(fd) != NO_PAD && is_socket(fd)) {
        errno = ENODEV;
        return -1;
    }
    return got;
}

static ssize_t tell(int fd, const void *data, size_t size) {
    ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) {
        errno = ENODEV;
    }
    return sent;
}

ssize_t write(int fd, const void *data, size_t size) {
    if (kind_of(fd) != NO_PAD && is_socket(fd)) {
        return tell(fd, data, size);
    }
    REAL(ssize_t, "write", int, const void *, size_t)
    return real(fd, data, size);
}

static int copy(void *to, size_t room, const void *from, size_t size) {
    size_t count = size < room ? size : room;
    memset(to, 0, room);
    memcpy(to, from, count);
    return (int)count;
}

static void set_bit(uint8_t *bits, int bit) {
    bits[bit / 8] |= (uint8_t)(1 << bit % 8);
}

/* EVIOCGBIT: which types of events there are, or which codes of a type. */
static int capabilities(int type, void *to, size_t room) {
    uint8_t bits[KEY_CNT / 8] = {0};
    if (type == 0) {
        set_bit(bits, EV_SYN);
        set_bit(bits, EV_KEY);
        set_bit(bits, EV_ABS);
        set_bit(bits, EV_FF);
    } else if (type == EV_KEY) {
        for (int i = 0; i < BUTTON_COUNT; i++) {
            set_bit(bits, BUTTONS[i]);
        }
    } else if (type == EV_ABS) {
        for (int i = 0; i < AXIS_COUNT; i++) {
            set_bit(bits, AXES[i]);
        }
    } else if (type == EV_FF) {
        for (int i = 0; i < MOTOR_COUNT; i++) {
            set_bit(bits, MOTORS[i]);
        }
    }
    copy(to, room, bits, sizeof bits);
    return (int)(room < sizeof bits ? room : sizeof bits);
}

static int send_effect(int fd, uint16_t type, const struct ff_effect *effect, int id) {
    struct effect_record record = effect_record(type, effect, id);
    return tell(fd, &record, sizeof record) == sizeof record ? 0 : -1;
}

static int upload(int fd, struct ff_effect *effect) {
    int id = effect->id;
    if (effect->type != FF_RUMBLE && effect->type != FF_PERIODIC) {
        errno = EINVAL;
        return -1;
    }
    for (int free = 0; id < 0 && free < EFFECTS; free++) {
        id = effects[fd] & 1 << free ? id : free;
    }
    if (id < 0 || id >= EFFECTS) {
        errno = ENOSPC;
        return -1;
    }
    effects[fd] |= (uint16_t)(1 << id);
    effect->id = (int16_t)id;
    return send_effect(fd, UPLOAD, effect, id);
}

static int erase(int fd, int id) {
    if (id < 0 || id >= EFFECTS || !(effects[fd] & 1 << id)) {
        errno = EINVAL;
        return -1;
    }
    effects[fd] &= (uint16_t) ~(1 << id);
    return send_effect(fd, ERASE, NULL, id);
}

static int refuse(int error) {
    errno = error;
    return -1;
}

/* Answers for a device of events; numbers of requests hold the size of the answer. */
static int event_request(int fd, unsigned long request, void *argument) {
    static const uint8_t nothing[KEY_CNT / 8];
    static const int version = EV_VERSION, most = EFFECTS;
    size_t room = _IOC_SIZE(request);
    unsigned number = _IOC_NR(request);
    switch (request) {
        case EVIOCSFF: return upload(fd, argument);
        case EVIOCRMFF: return erase(fd, (int)(intptr_t)argument);
        case EVIOCGRAB:
        case EVIOCSCLOCKID: return 0;
    }
    if (_IOC_DIR(request) != _IOC_READ) {
        return refuse(EINVAL);
    }
    if (number >= 0x20 && number < 0x20 + EV_CNT) {
        return capabilities((int)number - 0x20, argument, room);
    }
    if (number >= 0x40 && number < 0x40 + ABS_CNT && room >= sizeof(struct input_absinfo)) {
        axis_range((int)number - 0x40, argument);
        return 0;
    }
    switch (number) {
        case _IOC_NR(EVIOCGVERSION): return copy(argument, room, &version, sizeof version) > 0 ? 0 : -1;
        case _IOC_NR(EVIOCGID): return copy(argument, room, &IDENTITY, sizeof IDENTITY) > 0 ? 0 : -1;
        case _IOC_NR(EVIOCGEFFECTS): return copy(argument, room, &most, sizeof most) > 0 ? 0 : -1;
        case _IOC_NR(EVIOCGNAME(0)): return copy(argument, room, NAME, sizeof NAME);
        case _IOC_NR(EVIOCGPROP(0)):
        case _IOC_NR(EVIOCGKEY(0)):
        case _IOC_NR(EVIOCGLED(0)):
        case _IOC_NR(EVIOCGSND(0)):
        case _IOC_NR(EVIOCGSW(0)): return copy(argument, room, nothing, sizeof nothing);
        case _IOC_NR(EVIOCGPHYS(0)):
        case _IOC_NR(EVIOCGUNIQ(0)): return refuse(ENOENT);
        default: return refuse(EINVAL);
    }
}

static int joystick_request(unsigned long request, void *argument) {
    static const uint32_t version = JS_VERSION;
    static const uint8_t axes = AXIS_COUNT, buttons = BUTTON_COUNT;
    size_t room = _IOC_SIZE(request);
    switch (_IOC_NR(request)) {
        case _IOC_NR(JSIOCGVERSION): copy(argument, room, &version, sizeof version); return 0;
        case _IOC_NR(JSIOCGAXES): copy(argument, room, &axes, sizeof axes); return 0;
        case _IOC_NR(JSIOCGBUTTONS): copy(argument, room, &buttons, sizeof buttons); return 0;
        case _IOC_NR(JSIOCGNAME(0)): return copy(argument, room, NAME, sizeof NAME);
        case _IOC_NR(JSIOCGAXMAP): copy(argument, room, AXES, sizeof AXES); return 0;
        case _IOC_NR(JSIOCGBTNMAP): copy(argument, room, BUTTONS, sizeof BUTTONS); return 0;
        default: return refuse(EINVAL);
    }
}

int ioctl(int fd, unsigned long request, ...) {
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (kind_of(fd) == EVENTS && _IOC_TYPE(request) == 'E') {
        return event_request(fd, request & 0xffffffff, argument);
    }
    if (kind_of(fd) == JOYSTICK && _IOC_TYPE(request) == 'j') {
        return joystick_request(request & 0xffffffff, argument);
    }
    REAL(int, "ioctl", int, unsigned long, ...)
    return real(fd, request, argument);
}
