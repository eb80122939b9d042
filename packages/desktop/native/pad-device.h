/* An Xbox 360 pad as Linux has it, and what ends that stand for one tell the server beside the kernel's own records (see src/pads). */
#ifndef PAD_DEVICE_H
#define PAD_DEVICE_H

#include <linux/input.h>
#include <stdint.h>
#include <string.h>

enum { PADS = 4, EFFECTS = 16 };
/* Types of records: an effect is there, or no more. */
enum { UPLOAD = 0x7ffe, ERASE = 0x7ffd };

static const char NAME[] = "Microsoft X-Box 360 pad";
static const struct input_id IDENTITY = {BUS_USB, 0x045e, 0x028e, 0x0114};
static const uint16_t BUTTONS[] = {BTN_A, BTN_B, BTN_X, BTN_Y, BTN_TL, BTN_TR, BTN_SELECT, BTN_START, BTN_MODE, BTN_THUMBL, BTN_THUMBR};
static const uint8_t AXES[] = {ABS_X, ABS_Y, ABS_Z, ABS_RX, ABS_RY, ABS_RZ, ABS_HAT0X, ABS_HAT0Y};
static const uint16_t MOTORS[] = {FF_RUMBLE, FF_PERIODIC, FF_SINE, FF_SQUARE, FF_TRIANGLE, FF_GAIN};
enum { BUTTON_COUNT = sizeof BUTTONS / sizeof *BUTTONS, AXIS_COUNT = sizeof AXES, MOTOR_COUNT = sizeof MOTORS / sizeof *MOTORS };

static void axis_range(int axis, struct input_absinfo *to) {
    struct input_absinfo info = {0};
    if (axis == ABS_HAT0X || axis == ABS_HAT0Y) {
        info.minimum = -1;
        info.maximum = 1;
    } else if (axis == ABS_Z || axis == ABS_RZ) {
        info.maximum = 255;
    } else {
        info.minimum = -32768;
        info.maximum = 32767;
        info.fuzz = 16;
        info.flat = 128;
    }
    *to = info;
}

/* Strong and weak motor, length and delay in ms, in the place of an event's time. */
struct effect_record {
    union {
        uint16_t words[4];
        long time[2];
    } head;
    uint16_t type, code;
    int32_t value;
};

/* What becomes of an effect; of none where it is erased. */
static struct effect_record effect_record(uint16_t type, const struct ff_effect *effect, int id) {
    struct effect_record record;
    memset(&record, 0, sizeof record);
    record.type = type;
    record.code = (uint16_t)id;
    if (effect) {
        int periodic = effect->type == FF_PERIODIC;
        int size = effect->u.periodic.magnitude < 0 ? -effect->u.periodic.magnitude : effect->u.periodic.magnitude;
        record.head.words[0] = periodic ? (uint16_t)(2 * size) : effect->u.rumble.strong_magnitude;
        record.head.words[1] = periodic ? (uint16_t)(2 * size) : effect->u.rumble.weak_magnitude;
        record.head.words[2] = effect->replay.length;
        record.head.words[3] = effect->replay.delay;
    }
    return record;
}

#endif
