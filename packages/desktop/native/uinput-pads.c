/*
 * Gamepads as devices of the kernel, for containers that were given /dev/uinput: connects to the server's pads as a program would (see pads.c), makes a
 * device of each that is held, and its nodes in /dev/input, since no udev runs here. Rumble goes the other way. Runs as root.
 *
 * `uinput-pads --try` makes one device, opens it, and exits with 0 where that worked; it says on its output why it did not.
 */
#define _GNU_SOURCE
#include "pad-device.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/uinput.h>
#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

static const char DEVICES[] = "/dev/input";
/* A device has one node of events and one of a joystick. */
enum { NODES = 2, RETRY = 100, RETRIES = 50 };

struct pad {
    int server, device;
    char nodes[NODES][64];
};

static const char *runtime(void) {
    const char *folder = getenv("XDG_RUNTIME_DIR");
    return folder ? folder : "/run/desktop";
}

/* Makes the device; gives its descriptor, or -1. */
static int make_device(void) {
    int fd = open("/dev/uinput", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    int failed = ioctl(fd, UI_SET_EVBIT, EV_KEY) | ioctl(fd, UI_SET_EVBIT, EV_ABS) | ioctl(fd, UI_SET_EVBIT, EV_FF);
    for (int i = 0; i < BUTTON_COUNT; i++) {
        failed |= ioctl(fd, UI_SET_KEYBIT, BUTTONS[i]);
    }
    for (int i = 0; i < MOTOR_COUNT; i++) {
        failed |= ioctl(fd, UI_SET_FFBIT, MOTORS[i]);
    }
    for (int i = 0; i < AXIS_COUNT; i++) {
        struct uinput_abs_setup axis = {.code = AXES[i]};
        axis_range(AXES[i], &axis.absinfo);
        failed |= ioctl(fd, UI_ABS_SETUP, &axis);
    }
    struct uinput_setup setup = {.id = IDENTITY, .ff_effects_max = EFFECTS};
    memcpy(setup.name, NAME, sizeof NAME);
    failed |= ioctl(fd, UI_DEV_SETUP, &setup);
    if (failed || ioctl(fd, UI_DEV_CREATE) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

/* Makes nodes for what the kernel calls the device, where none are there; those it made are the session's user's. Gives how many there are. */
static int make_nodes(struct pad *pad) {
    char name[64] = "", path[512];
    if (ioctl(pad->device, UI_GET_SYSNAME(sizeof name), name) < 0) {
        return 0;
    }
    snprintf(path, sizeof path, "/sys/devices/virtual/input/%s", name);
    DIR *folder = opendir(path);
    struct passwd *user = getpwnam("abc");
    int count = 0;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        if ((strncmp(entry->d_name, "event", 5) != 0 && strncmp(entry->d_name, "js", 2) != 0) || count == NODES) {
            continue;
        }
        unsigned major_number, minor_number;
        snprintf(path, sizeof path, "/sys/devices/virtual/input/%s/%s/dev", name, entry->d_name);
        FILE *numbers = fopen(path, "r");
        int known = numbers && fscanf(numbers, "%u:%u", &major_number, &minor_number) == 2;
        if (numbers) {
            fclose(numbers);
        }
        char node[sizeof pad->nodes[0]];
        snprintf(node, sizeof node, "%s/%.16s", DEVICES, entry->d_name);
        if (known && mknod(node, S_IFCHR | 0660, makedev(major_number, minor_number)) == 0) {
            if (user && chown(node, user->pw_uid, user->pw_gid) != 0) {
                perror(node);
            }
            strcpy(pad->nodes[count++], node);
        } else if (known && errno == EEXIST) {
            count++;
        }
    }
    if (folder) {
        closedir(folder);
    }
    return count;
}

static void unplug(struct pad *pad) {
    if (pad->device >= 0) {
        ioctl(pad->device, UI_DEV_DESTROY);
        close(pad->device);
    }
    if (pad->server >= 0) {
        close(pad->server);
    }
    for (int i = 0; i < NODES; i++) {
        if (*pad->nodes[i]) {
            unlink(pad->nodes[i]);
            *pad->nodes[i] = 0;
        }
    }
    pad->server = pad->device = -1;
}

/* Connects to a pad that somebody holds. Gives whether another attempt may succeed soon: its socket is there, and nobody listens yet. */
static int plug(struct pad *pad, int number) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/pad%d", runtime(), number);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    /* As pads.c: a device of events, with words of so many bytes. */
    const uint8_t hello[2] = {'e', sizeof(long)};
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        send(fd, hello, sizeof hello, MSG_NOSIGNAL) != sizeof hello) {
        int soon = errno == ECONNREFUSED;
        close(fd);
        return soon;
    }
    pad->server = fd;
    pad->device = make_device();
    if (pad->device < 0 || make_nodes(pad) == 0) {
        fprintf(stderr, "gamepad %d cannot be made: %s\n", number + 1, strerror(errno));
        unplug(pad);
    }
    return 0;
}

/* Passes on what the server says; whole events, since a record that is cut is none to the kernel. Gives 0 once the server has gone. */
static int from_server(struct pad *pad) {
    struct input_event events[64];
    ssize_t got = recv(pad->server, events, sizeof events, MSG_PEEK);
    if (got <= 0) {
        return got < 0 && errno == EAGAIN;
    }
    size_t whole = (size_t)got / sizeof *events * sizeof *events;
    if (whole > 0 && recv(pad->server, events, whole, 0) == (ssize_t)whole && write(pad->device, events, whole) < 0) {
        perror("gamepad");
    }
    return 1;
}

static void tell(struct pad *pad, const void *record, size_t size) {
    if (send(pad->server, record, size, MSG_NOSIGNAL) != (ssize_t)size) {
        shutdown(pad->server, SHUT_RDWR);
    }
}

/* Answers what programs ask of the device's motors. */
static void from_device(struct pad *pad) {
    struct input_event event;
    while (read(pad->device, &event, sizeof event) == sizeof event) {
        if (event.type == EV_UINPUT && event.code == UI_FF_UPLOAD) {
            struct uinput_ff_upload upload = {.request_id = (uint32_t)event.value};
            if (ioctl(pad->device, UI_BEGIN_FF_UPLOAD, &upload) == 0) {
                struct effect_record record = effect_record(UPLOAD, &upload.effect, upload.effect.id);
                tell(pad, &record, sizeof record);
                upload.retval = 0;
                ioctl(pad->device, UI_END_FF_UPLOAD, &upload);
            }
        } else if (event.type == EV_UINPUT && event.code == UI_FF_ERASE) {
            struct uinput_ff_erase erase = {.request_id = (uint32_t)event.value};
            if (ioctl(pad->device, UI_BEGIN_FF_ERASE, &erase) == 0) {
                struct effect_record record = effect_record(ERASE, NULL, (int)erase.effect_id);
                tell(pad, &record, sizeof record);
                erase.retval = 0;
                ioctl(pad->device, UI_END_FF_ERASE, &erase);
            }
        } else if (event.type == EV_FF) {
            tell(pad, &event, sizeof event);
        }
    }
}

static int try_out(void) {
    struct pad pad = {.server = -1, .device = make_device()};
    if (pad.device < 0) {
        printf("/dev/uinput: %s\n", strerror(errno));
        return 1;
    }
    int ok = make_nodes(&pad) > 0;
    if (!ok) {
        printf("nodes in %s cannot be made: %s\n", DEVICES, strerror(errno));
    }
    for (int i = 0; ok && i < NODES && *pad.nodes[i]; i++) {
        int fd = open(pad.nodes[i], O_RDONLY | O_NONBLOCK);
        if (fd < 0) {
            printf("%s: %s (the container needs --device-cgroup-rule 'c 13:* rw')\n", pad.nodes[i], strerror(errno));
            ok = 0;
        } else {
            close(fd);
        }
    }
    unplug(&pad);
    return !ok;
}

int main(int count, char **words) {
    mkdir(DEVICES, 0755);
    if (count > 1 && strcmp(words[1], "--try") == 0) {
        return try_out();
    }
    struct pad pads[PADS];
    struct pollfd waits[1 + 2 * PADS];
    for (int i = 0; i < PADS; i++) {
        pads[i] = (struct pad){.server = -1, .device = -1};
    }
    int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch < 0 || inotify_add_watch(watch, runtime(), IN_CREATE | IN_MOVED_TO) < 0) {
        perror(runtime());
        return 1;
    }
    for (int attempts = RETRIES;;) {
        int soon = 0;
        for (int i = 0; i < PADS; i++) {
            soon |= pads[i].server < 0 && plug(&pads[i], i);
            waits[1 + 2 * i] = (struct pollfd){.fd = pads[i].server, .events = POLLIN};
            waits[2 + 2 * i] = (struct pollfd){.fd = pads[i].device, .events = POLLIN};
        }
        waits[0] = (struct pollfd){.fd = watch, .events = POLLIN};
        /* The socket of a server that was killed stays refused. */
        if (poll(waits, 1 + 2 * PADS, soon && attempts-- > 0 ? RETRY : -1) < 0 && errno != EINTR) {
            perror("poll");
            return 1;
        }
        if (waits[0].revents) {
            char events[4096];
            while (read(watch, events, sizeof events) > 0) {
            }
            attempts = RETRIES;
        }
        for (int i = 0; i < PADS; i++) {
            if (waits[2 + 2 * i].revents) {
                from_device(&pads[i]);
            }
            if (waits[1 + 2 * i].revents && !from_server(&pads[i])) {
                unplug(&pads[i]);
            }
        }
    }
}
