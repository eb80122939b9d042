/*
 * Video encoders of libavcodec, for what has no simple library of its own: VA-API and NVENC. libavcodec is not part of the image: it
 * is looked for at run time, in the version these headers are of. Nothing here is called before porthole_av_load has succeeded.
 */
#include <dlfcn.h>
#include <libavcodec/avcodec.h>
#include <libavutil/hwcontext.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_OF(value) #value
#define TEXT(value) TEXT_OF(value)

typedef struct {
    AVCodecContext *context;
    /* What the planes lie in, as the encoder or its device takes it. */
    AVFrame *picture;
    /* Its copy on the device, where there is one. */
    AVFrame *surface;
    AVPacket *packet;
    int64_t pts;
} Encoder;

/* What the libraries said last on this thread: their codes alone hardly ever tell what is wrong. */
static __thread char said[512];

static void listen_to(void *source, int level, const char *format, va_list arguments) {
    (void)source;
    if (level <= AV_LOG_ERROR) {
        vsnprintf(said, sizeof said, format, arguments);
        said[strcspn(said, "\n")] = 0;
    }
}

static void explain(char *why, size_t size, const char *what, int code) {
    char reason[AV_ERROR_MAX_STRING_SIZE] = "";
    if (code < 0) {
        av_strerror(code, reason, sizeof reason);
    }
    snprintf(why, size, "%s%s%s%s%s", what, *reason ? ": " : "", reason, *said ? ": " : "", said);
}

/* Gives NULL, or why the libraries cannot be had. */
const char *porthole_av_load(void) {
    static const char *const names[] = {"libavutil.so." TEXT(LIBAVUTIL_VERSION_MAJOR),
                                        "libavcodec.so." TEXT(LIBAVCODEC_VERSION_MAJOR)};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!dlopen(names[i], RTLD_NOW | RTLD_GLOBAL)) {
            return dlerror();
        }
    }
    av_log_set_callback(listen_to);
    return NULL;
}

void porthole_av_close(Encoder *encoder) {
    avcodec_free_context(&encoder->context);
    av_frame_free(&encoder->picture);
    av_frame_free(&encoder->surface);
    av_packet_free(&encoder->packet);
    free(encoder);
}

/* Frames that live on a device, and the one that pictures are copied to. */
static int open_device(Encoder *encoder, enum AVHWDeviceType type, const char *path) {
    AVCodecContext *context = encoder->context;
    AVBufferRef *device = NULL;
    int result = av_hwdevice_ctx_create(&device, type, path, NULL, 0);
    if (result < 0) {
        return result;
    }
    context->hw_frames_ctx = av_hwframe_ctx_alloc(device);
    av_buffer_unref(&device);
    if (!context->hw_frames_ctx) {
        return AVERROR(ENOMEM);
    }
    AVHWFramesContext *frames = (AVHWFramesContext *)context->hw_frames_ctx->data;
    frames->format = context->pix_fmt;
    frames->sw_format = AV_PIX_FMT_NV12;
    frames->width = context->width;
    frames->height = context->height;
    frames->initial_pool_size = 4;
    result = av_hwframe_ctx_init(context->hw_frames_ctx);
    if (result < 0) {
        return result;
    }
    encoder->surface = av_frame_alloc();
    return encoder->surface ? av_hwframe_get_buffer(context->hw_frames_ctx, encoder->surface, 0) : AVERROR(ENOMEM);
}

/* A frame for pictures in memory, which are pointed to. */
static void make_picture(Encoder *encoder) {
    AVFrame *picture = encoder->picture;
    const AVCodecContext *context = encoder->context;
    picture->format = AV_PIX_FMT_NV12;
    picture->width = context->width;
    picture->height = context->height;
    picture->color_range = context->color_range;
    picture->colorspace = context->colorspace;
    picture->color_primaries = context->color_primaries;
    picture->color_trc = context->color_trc;
}

/*
 * Opens `name` ("h264_vaapi") for pictures of `format` ("nv12", or that of a device: "vaapi"), on the device at `path`
 * where it has one. `options` as "key=value:key=value". Gives NULL, and why.
 */
Encoder *porthole_av_open(const char *name, const char *format, const char *path, const char *options, int width, int height,
                          int rate, char *why, size_t size) {
    *said = 0;
    const AVCodec *codec = avcodec_find_encoder_by_name(name);
    if (!codec) {
        snprintf(why, size, "libavcodec was built without %s", name);
        return NULL;
    }
    Encoder *encoder = calloc(1, sizeof *encoder);
    AVDictionary *wishes = NULL;
    int result = AVERROR(ENOMEM);
    if (!encoder || !(encoder->context = avcodec_alloc_context3(codec)) || !(encoder->picture = av_frame_alloc()) ||
        !(encoder->packet = av_packet_alloc())) {
        goto failed;
    }
    AVCodecContext *context = encoder->context;
    context->width = width;
    context->height = height;
    context->time_base = (AVRational){1, rate};
    context->framerate = (AVRational){rate, 1};
    context->pix_fmt = av_get_pix_fmt(format);
    context->max_b_frames = 0;
    context->flags |= AV_CODEC_FLAG_LOW_DELAY;
    context->color_range = AVCOL_RANGE_MPEG;
    context->colorspace = AVCOL_SPC_SMPTE170M;
    context->color_primaries = AVCOL_PRI_BT709;
    context->color_trc = AVCOL_TRC_BT709;
    const AVPixFmtDescriptor *shape = av_pix_fmt_desc_get(context->pix_fmt);
    int onDevice = shape && (shape->flags & AV_PIX_FMT_FLAG_HWACCEL);
    if (onDevice) {
        result = open_device(encoder, av_hwdevice_find_type_by_name(format), path);
        if (result < 0) {
            goto failed;
        }
    }
    make_picture(encoder);
    result = av_dict_parse_string(&wishes, options, "=", ":", 0);
    if (result >= 0) {
        result = avcodec_open2(context, codec, &wishes);
    }
    const AVDictionaryEntry *left = result < 0 ? NULL : av_dict_iterate(wishes, NULL);
    if (left) {
        snprintf(said, sizeof said, "it knows no option %s", left->key);
        result = AVERROR_OPTION_NOT_FOUND;
    }
    if (result >= 0) {
        av_dict_free(&wishes);
        return encoder;
    }
failed:
    explain(why, size, name, result);
    av_dict_free(&wishes);
    if (encoder) {
        porthole_av_close(encoder);
    }
    return NULL;
}

/* Bits a second at most, and in the buffer that the encoder reckons with; from the next frame on, where the encoder can. */
void porthole_av_tune(Encoder *encoder, int64_t rate, int buffer) {
    encoder->context->rc_max_rate = rate;
    encoder->context->rc_buffer_size = buffer;
}

/*
 * Encodes the planes, of NV12, into one packet, which stays until the next call. Gives its bytes, or a negative number and why. `key` asks for a
 * key frame, and says whether it is one.
 */
int porthole_av_encode(Encoder *encoder, uint8_t *y, uint8_t *uv, int stride, int *key, uint8_t **data, char *why, size_t size) {
    AVFrame *frame = encoder->picture;
    int result = 0;
    *said = 0;
    /* The encoder copies what is in memory, since that belongs to no buffer of its own. */
    frame->data[0] = y;
    frame->data[1] = uv;
    frame->linesize[0] = frame->linesize[1] = stride;
    if (encoder->surface) {
        result = av_hwframe_transfer_data(encoder->surface, frame, 0);
        frame = encoder->surface;
    }
    frame->pts = encoder->pts++;
    frame->pict_type = *key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    if (result >= 0) {
        result = avcodec_send_frame(encoder->context, frame);
    }
    if (result >= 0) {
        av_packet_unref(encoder->packet);
        result = avcodec_receive_packet(encoder->context, encoder->packet);
    }
    if (result < 0) {
        explain(why, size, result == AVERROR(EAGAIN) ? "it keeps frames back" : "no frame", result);
        return result;
    }
    *key = (encoder->packet->flags & AV_PKT_FLAG_KEY) != 0;
    *data = encoder->packet->data;
    return encoder->packet->size;
}
