/* Prints what the desktop server must know of x264's structures as JSON, from the header that matches the library. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <x264.h>

int main(void) {
    printf("{\n"
           "  \"build\": %d,\n"
           "  \"param\": { \"size\": %zu, \"width\": %zu, \"height\": %zu, \"csp\": %zu, \"mbInfo\": %zu },\n"
           "  \"picture\": { \"size\": %zu, \"type\": %zu, \"qpPlus1\": %zu, \"pts\": %zu, \"csp\": %zu, \"planes\": %zu,\n"
           "    \"stride\": %zu, \"plane\": %zu, \"mbInfo\": %zu, \"crf\": %zu },\n"
           "  \"nal\": { \"size\": %zu, \"type\": %zu, \"payloadSize\": %zu, \"payload\": %zu },\n"
           "  \"constants\": { \"cspNv12\": %d, \"cspI444\": %d, \"typeAuto\": %d, \"typeIdr\": %d, \"mbInfoConstant\": %u }\n"
           "}\n",
           X264_BUILD, sizeof(x264_param_t), offsetof(x264_param_t, i_width), offsetof(x264_param_t, i_height),
           offsetof(x264_param_t, i_csp), offsetof(x264_param_t, analyse.b_mb_info), sizeof(x264_picture_t),
           offsetof(x264_picture_t, i_type), offsetof(x264_picture_t, i_qpplus1), offsetof(x264_picture_t, i_pts),
           offsetof(x264_picture_t, img.i_csp), offsetof(x264_picture_t, img.i_plane),
           offsetof(x264_picture_t, img.i_stride), offsetof(x264_picture_t, img.plane),
           offsetof(x264_picture_t, prop.mb_info), offsetof(x264_picture_t, prop.f_crf_avg), sizeof(x264_nal_t),
           offsetof(x264_nal_t, i_type), offsetof(x264_nal_t, i_payload), offsetof(x264_nal_t, p_payload),
           X264_CSP_NV12, X264_CSP_I444, X264_TYPE_AUTO, X264_TYPE_IDR, X264_MBINFO_CONSTANT);
    return 0;
}
