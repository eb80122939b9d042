/*
 * Stands in for v4l2loopback where the kernel has none: preloaded, it answers what the server asks of a video device. /camera/readers says how many read;
 * the last picture lies in /camera/picture, the format that was set in /camera/format.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int device = -1;
static unsigned told;

static unsigned readers(void)
{
    unsigned count = 0;
    FILE *file = fopen("/camera/readers", "r");
    if (file) {
        if (fscanf(file, "%u", &count) != 1) {
            count = 0;
        }
        fclose(file);
    }
    return count;
}

static int set_format(int fd, struct v4l2_format *format)
{
    const struct v4l2_pix_format *pixels = &format->fmt.pix;
    if (format->type != V4L2_BUF_TYPE_VIDEO_OUTPUT || pixels->sizeimage != pixels->height * pixels->bytesperline) {
        errno = EINVAL;
        return -1;
    }
    FILE *file = fopen("/camera/format", "w");
    if (file) {
        fprintf(file, "%ux%u %.4s", pixels->width, pixels->height, (const char *)&pixels->pixelformat);
        fclose(file);
    }
    device = fd;
    return 0;
}

static int dequeue(struct v4l2_event *event)
{
    unsigned now = readers();
    if (now == told) {
        errno = ENOENT;
        return -1;
    }
    told = now;
    event->type = V4L2_EVENT_PRIVATE_START + 0x08E00000 + 1;
    memcpy(event->u.data, &now, sizeof now);
    return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list list;
    va_start(list, request);
    void *argument = va_arg(list, void *);
    va_end(list);
    switch (request) {
    case VIDIOC_QUERYCAP: {
        struct v4l2_capability *about = argument;
        memset(about, 0, sizeof *about);
        strcpy((char *)about->driver, "v4l2 loopback");
        about->capabilities = V4L2_CAP_DEVICE_CAPS | V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_READWRITE;
        about->device_caps = V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_READWRITE;
        return 0;
    }
    case VIDIOC_S_FMT:
        return set_format(fd, argument);
    case VIDIOC_SUBSCRIBE_EVENT:
        if (((struct v4l2_event_subscription *)argument)->type != V4L2_EVENT_PRIVATE_START + 0x08E00000 + 1) {
            errno = EINVAL;
            return -1;
        }
        told = 0;
        return 0;
    case VIDIOC_DQEVENT:
        return dequeue(argument);
    }
    int (*next)(int, unsigned long, void *) = dlsym(RTLD_NEXT, "ioctl");
    return next(fd, request, argument);
}

ssize_t write(int fd, const void *data, size_t size)
{
    static ssize_t (*next)(int, const void *, size_t);
    if (!next) {
        next = dlsym(RTLD_NEXT, "write");
    }
    if (device < 0 || fd != device) {
        return next(fd, data, size);
    }
    int file = open("/camera/picture.part", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0) {
        return -1;
    }
    ssize_t written = next(file, data, size);
    close(file);
    return rename("/camera/picture.part", "/camera/picture") == 0 ? written : -1;
}
