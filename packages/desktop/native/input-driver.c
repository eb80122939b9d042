/*
 * Input devices that XTEST cannot play: a wheel with fractions of a notch, a touch screen, a pen and its eraser. The X server loads this
 * as an input driver. Each device takes what it is to report as a device property, so it comes in the order of the requests of
 * one connection, between the keys and clicks of XTEST. packages/desktop/src/display/devices.ts writes it.
 *
 * Records of 32-bit integers, places in pixels of the whole screen:
 *   wheel   dx, dy in 120ths of a notch, right and down positive
 *   touch   number, phase (0 begins, 1 moves, 2 ends), x, y
 *   pen     near, x, y, pressure (0 to 65535), tilt in degrees to the right, towards the user, buttons (bit 0 the tip)
 */
#include <xorg-server.h>

#include <X11/Xatom.h>
#include <exevents.h>
#include <mi.h>
#include <screenint.h>
#include <scrnintstr.h>
#include <string.h>
#include <xf86.h>
#include <xf86Module.h>
#include <xf86Xinput.h>
#include <xserver-properties.h>

enum { AXIS_MOST = 65535, TILT_MOST = 90, TOUCHES = 16, PEN_BUTTONS = 3, NOTCH = 120 };
enum { WHEEL_RECORD = 2, TOUCH_RECORD = 4, PEN_RECORD = 7 };

struct kind {
    const char *name;
    const char *type;
    int record;
    int axes;
    const char *labels[5];
    void (*play)(DeviceIntPtr dev, const int32_t *record);
};

struct state {
    const struct kind *kind;
    ValuatorMask *mask;
    Bool near;
    int buttons;
};

static Atom records;

static struct state *state_of(DeviceIntPtr dev) {
    return ((InputInfoPtr)dev->public.devicePrivate)->private;
}

/* The middle of a pixel, on an axis that spans the whole screen. */
static double on_axis(int pixel, int size) {
    return (pixel + 0.5) * AXIS_MOST / size;
}

static void place(ValuatorMask *mask, int x, int y) {
    valuator_mask_set_double(mask, 0, on_axis(x, screenInfo.width));
    valuator_mask_set_double(mask, 1, on_axis(y, screenInfo.height));
}

static void play_wheel(DeviceIntPtr dev, const int32_t *record) {
    ValuatorMask *mask = state_of(dev)->mask;
    valuator_mask_zero(mask);
    for (int axis = 0; axis < WHEEL_RECORD; axis++) {
        if (record[axis] != 0) {
            valuator_mask_set(mask, 2 + axis, record[axis]);
        }
    }
    xf86PostMotionEventM(dev, Relative, mask);
}

static void play_touch(DeviceIntPtr dev, const int32_t *record) {
    static const uint16_t types[] = {XI_TouchBegin, XI_TouchUpdate, XI_TouchEnd};
    ValuatorMask *mask = state_of(dev)->mask;
    if (record[1] < 0 || record[1] > 2) {
        return;
    }
    valuator_mask_zero(mask);
    place(mask, record[2], record[3]);
    xf86PostTouchEvent(dev, record[0], types[record[1]], 0, mask);
}

static void play_pen(DeviceIntPtr dev, const int32_t *record) {
    struct state *state = state_of(dev);
    ValuatorMask *mask = state->mask;
    valuator_mask_zero(mask);
    place(mask, record[1], record[2]);
    for (int axis = 2; axis < 5; axis++) {
        valuator_mask_set(mask, axis, record[axis + 1]);
    }
    Bool near = record[0] != 0;
    if (near && !state->near) {
        xf86PostProximityEventM(dev, TRUE, mask);
    }
    xf86PostMotionEventM(dev, Absolute, mask);
    int buttons = near ? record[6] : 0;
    for (int button = 0; button < PEN_BUTTONS; button++) {
        if ((buttons ^ state->buttons) & 1 << button) {
            xf86PostButtonEventM(dev, Absolute, button + 1, (buttons >> button) & 1, mask);
        }
    }
    if (!near && state->near) {
        xf86PostProximityEventM(dev, FALSE, mask);
    }
    state->near = near;
    state->buttons = buttons;
}

static const struct kind KINDS[] = {
    {"wheel", XI_MOUSE, WHEEL_RECORD, 4,
     {AXIS_LABEL_PROP_REL_X, AXIS_LABEL_PROP_REL_Y, AXIS_LABEL_PROP_REL_HSCROLL, AXIS_LABEL_PROP_REL_VSCROLL}, play_wheel},
    {"touch", XI_TOUCHSCREEN, TOUCH_RECORD, 2,
     {AXIS_LABEL_PROP_ABS_MT_POSITION_X, AXIS_LABEL_PROP_ABS_MT_POSITION_Y}, play_touch},
    {"pen", XI_TABLET, PEN_RECORD, 5,
     {AXIS_LABEL_PROP_ABS_X, AXIS_LABEL_PROP_ABS_Y, AXIS_LABEL_PROP_ABS_PRESSURE, AXIS_LABEL_PROP_ABS_TILT_X,
      AXIS_LABEL_PROP_ABS_TILT_Y}, play_pen},
};

/* Asked twice by the server: whether the value is good, then to take it. */
static int on_property(DeviceIntPtr dev, Atom atom, XIPropertyValuePtr value, BOOL checkonly) {
    const struct state *state = state_of(dev);
    if (atom != records) {
        return Success;
    }
    if (value->format != 32 || value->type != XA_INTEGER || value->size % state->kind->record != 0) {
        return BadMatch;
    }
    if (!checkonly && dev->public.on) {
        for (int at = 0; at < value->size; at += state->kind->record) {
            state->kind->play(dev, (const int32_t *)value->data + at);
        }
        /* Now, and not after requests that already wait: those would overtake it. */
        mieqProcessInputEvents();
    }
    return Success;
}

static void no_control(DeviceIntPtr dev, PtrCtrl *control) {
    (void)dev;
    (void)control;
}

static Bool init_axes(DeviceIntPtr dev, const struct kind *kind, const Atom *labels) {
    Bool good = TRUE;
    if (kind->play == play_wheel) {
        for (int axis = 0; axis < kind->axes; axis++) {
            good = good && xf86InitValuatorAxisStruct(dev, axis, labels[axis], NO_AXIS_LIMITS, NO_AXIS_LIMITS, 0, 0, 0, Relative);
        }
        return good && SetScrollValuator(dev, 2, SCROLL_TYPE_HORIZONTAL, NOTCH, SCROLL_FLAG_NONE) &&
               SetScrollValuator(dev, 3, SCROLL_TYPE_VERTICAL, NOTCH, SCROLL_FLAG_NONE);
    }
    for (int axis = 0; axis < kind->axes; axis++) {
        int least = axis < 3 ? 0 : -TILT_MOST;
        int most = axis < 3 ? AXIS_MOST : TILT_MOST;
        good = good && xf86InitValuatorAxisStruct(dev, axis, labels[axis], least, most, 1, 0, 1, Absolute);
    }
    if (kind->play == play_touch) {
        return good && InitTouchClassDeviceStruct(dev, TOUCHES, XIDirectTouch, kind->axes);
    }
    return good && InitProximityClassDeviceStruct(dev);
}

static int init(DeviceIntPtr dev) {
    const struct kind *kind = state_of(dev)->kind;
    Atom labels[5], buttons[7] = {0};
    CARD8 map[8];
    for (int i = 0; i < kind->axes; i++) {
        labels[i] = XIGetKnownProperty(kind->labels[i]);
    }
    for (int i = 0; i < 8; i++) {
        map[i] = i;
    }
    int32_t none[PEN_RECORD] = {0};
    records = MakeAtom("Porthole Input", strlen("Porthole Input"), TRUE);
    if (!InitPointerDeviceStruct(&dev->public, map, 7, buttons, no_control, GetMotionHistorySize(), kind->axes, labels) ||
        !init_axes(dev, kind, labels) ||
        XIChangeDeviceProperty(dev, records, XA_INTEGER, 32, PropModeReplace, 0, none, FALSE) != Success) {
        return BadAlloc;
    }
    XISetDevicePropertyDeletable(dev, records, FALSE);
    XIRegisterPropertyHandler(dev, on_property, NULL, NULL);
    return Success;
}

static int control(DeviceIntPtr dev, int what) {
    if (what == DEVICE_INIT) {
        return init(dev);
    }
    dev->public.on = what == DEVICE_ON;
    return Success;
}

static int pre_init(InputDriverPtr driver, InputInfoPtr info, int flags) {
    (void)driver;
    (void)flags;
    char *wanted = xf86SetStrOption(info->options, "Kind", "");
    const struct kind *kind = NULL;
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        kind = strcmp(KINDS[i].name, wanted) == 0 ? &KINDS[i] : kind;
    }
    free(wanted);
    struct state *state = kind ? calloc(1, sizeof *state) : NULL;
    if (!state || !(state->mask = valuator_mask_new(kind->axes))) {
        free(state);
        return kind ? BadAlloc : BadValue;
    }
    state->kind = kind;
    info->private = state;
    info->type_name = kind->type;
    info->device_control = control;
    info->fd = -1;
    return Success;
}

static void un_init(InputDriverPtr driver, InputInfoPtr info, int flags) {
    (void)driver;
    struct state *state = info->private;
    if (state) {
        valuator_mask_free(&state->mask);
        free(state);
        info->private = NULL;
    }
    xf86DeleteInput(info, flags);
}

static InputDriverRec driver = {1, "porthole", NULL, pre_init, un_init, NULL, NULL, 0};

static void *set_up(void *module, void *options, int *major, int *minor) {
    (void)options;
    (void)major;
    (void)minor;
    xf86AddInputDriver(&driver, module, 0);
    return module;
}

static XF86ModuleVersionInfo version = {
    "porthole", "Porthole", MODINFOSTRING1, MODINFOSTRING2, XORG_VERSION_CURRENT, 1, 0, 0,
    ABI_CLASS_XINPUT, ABI_XINPUT_VERSION, MOD_CLASS_XINPUT, {0, 0, 0, 0},
};

_X_EXPORT XF86ModuleData portholeModuleData = {&version, set_up, NULL};
