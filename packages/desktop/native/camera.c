/* The writing end of a v4l2loopback device, by the kernel's own structures. Every function gives -errno where it fails. */
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* v4l2loopback tells how many read from it by an event of its own: from 0.13 on by the first number, as Ubuntu patched 0.12 by the second. */
static const uint32_t usage_events[] = {V4L2_EVENT_PRIVATE_START + 0x08E00000 + 1, V4L2_EVENT_PRIVATE_START};

static int subscribe(int device)
{
    for (size_t i = 0; i < sizeof usage_events / sizeof *usage_events; i++) {
        struct v4l2_event_subscription wish = {.type = usage_events[i], .flags = V4L2_EVENT_SUB_FL_SEND_INITIAL};
        if (ioctl(device, VIDIOC_SUBSCRIBE_EVENT, &wish) == 0) {
            return 0;
        }
    }
    return -1;
}

static int set_up(int device, int width, int height)
{
    struct v4l2_capability about = {0};
    if (ioctl(device, VIDIOC_QUERYCAP, &about) < 0) {
        return -1;
    }
    uint32_t able = about.capabilities & V4L2_CAP_DEVICE_CAPS ? about.device_caps : about.capabilities;
    if (strcmp((const char *)about.driver, "v4l2 loopback") != 0 || !(able & V4L2_CAP_VIDEO_OUTPUT)) {
        errno = ENODEV;
        return -1;
    }
    struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_OUTPUT};
    format.fmt.pix.width = width;
    format.fmt.pix.height = height;
    format.fmt.pix.pixelformat = V4L2_PIX_FMT_YUYV;
    format.fmt.pix.field = V4L2_FIELD_NONE;
    format.fmt.pix.bytesperline = width * 2;
    format.fmt.pix.sizeimage = width * height * 2;
    format.fmt.pix.colorspace = V4L2_COLORSPACE_SRGB;
    if (ioctl(device, VIDIOC_S_FMT, &format) < 0) {
        return -1;
    }
    const struct v4l2_pix_format *got = &format.fmt.pix;
    if (got->pixelformat != V4L2_PIX_FMT_YUYV || got->width != (uint32_t)width || got->height != (uint32_t)height) {
        errno = EMEDIUMTYPE;
        return -1;
    }
    if (subscribe(device) < 0) {
        errno = EPROTO;
        return -1;
    }
    return 0;
}

/* Opens a device for pictures of this size. ENODEV: no v4l2loopback; EMEDIUMTYPE: it keeps another format; EPROTO: it cannot tell who reads. */
int porthole_camera_open(const char *path, int width, int height)
{
    int device = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (device < 0) {
        return -errno;
    }
    if (set_up(device, width, height) < 0) {
        int error = errno;
        close(device);
        return -error;
    }
    return device;
}

void porthole_camera_close(int device)
{
    close(device);
}

/* How many read from it: what the last event says, `before` where none has come. */
int porthole_camera_readers(int device, int before)
{
    struct v4l2_event event;
    while (memset(&event, 0, sizeof event), ioctl(device, VIDIOC_DQEVENT, &event) == 0) {
        uint32_t count;
        memcpy(&count, event.u.data, sizeof count);
        before = count > 0 ? 1 : 0;
    }
    return errno == ENOENT || errno == EAGAIN || errno == EINTR ? before : -errno;
}

/* Gives it a picture: full-range planes Y, U and V one after the other, colour at half size each way, as JPEG has them. `packed` holds width * height * 2 bytes. */
int porthole_camera_write(int device, const uint8_t *planes, uint8_t *packed, int width, int height)
{
    const uint8_t *u = planes + (size_t)width * height;
    const uint8_t *v = u + (size_t)(width / 2) * (height / 2);
    uint8_t *to = packed;
    for (int row = 0; row < height; row++) {
        const uint8_t *y = planes + (size_t)row * width;
        size_t colour = (size_t)(row / 2) * (width / 2);
        for (int pair = 0; pair < width / 2; pair++) {
            /* Cameras give limited range. */
            *to++ = 16 + (y[pair * 2] * 219 + 127) / 255;
            *to++ = 128 + ((u[colour + pair] - 128) * 224) / 255;
            *to++ = 16 + (y[pair * 2 + 1] * 219 + 127) / 255;
            *to++ = 128 + ((v[colour + pair] - 128) * 224) / 255;
        }
    }
    size_t size = (size_t)width * height * 2;
    ssize_t written = write(device, packed, size);
    return written == (ssize_t)size ? 0 : written < 0 ? -errno : -EIO;
}
