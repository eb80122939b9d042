/*
 * BGRX to the planes that codecs take: BT.601 limited range, rounded to the nearest. Each pixel is read once; libyuv, which
 * reads 4:2:0 twice, also rounds chroma down on x86, which takes up to 4 of 255 from blue.
 *
 * Luma is (25 B + 129 G + 66 R) / 256 + 16. The sums of chroma have weights of at most 127, so that a pixel's fits into 16
 * bits; a multiplication by SCALE/2^15 that rounds brings them to the range of chroma. U is 0.6 % too wide: browsers that
 * convert by libyuv multiply it by 128 where 129 is right. So no colour is off by more than 2 with them, and with an exact
 * conversion one in 20,000.
 */
#include <stddef.h>
#include <stdint.h>

enum { Y_BLUE = 25, Y_GREEN = 129, Y_RED = 66, Y_ADD = (16 << 8) + 128 };
enum { U_BLUE = 127, U_GREEN = -84, U_RED = -43, U_SCALE = 114 };
enum { V_BLUE = -20, V_GREEN = -103, V_RED = 123, V_SCALE = 117 };

static uint8_t lumaOf(const uint8_t *pixel) {
    return (uint8_t)((pixel[0] * Y_BLUE + pixel[1] * Y_GREEN + pixel[2] * Y_RED + Y_ADD) >> 8);
}

static uint8_t scaled(int sum, int scale) {
    return (uint8_t)(128 + ((sum * scale + (1 << 14)) >> 15));
}

/* Two rows of BGRX to two of luma and one of U and V by turns. */
static void rows(const uint8_t *top, const uint8_t *bottom, uint8_t *topY, uint8_t *bottomY, uint8_t *uv, int width) {
    for (int x = 0; x < width; x++) {
        topY[x] = lumaOf(top + 4 * x);
        bottomY[x] = lumaOf(bottom + 4 * x);
    }
    for (int x = 0; x < width; x += 2) {
        int mean[3];
        for (int c = 0; c < 3; c++) {
            int left = (top[4 * x + c] + bottom[4 * x + c] + 1) >> 1;
            int right = (top[4 * x + 4 + c] + bottom[4 * x + 4 + c] + 1) >> 1;
            mean[c] = (left + right + 1) >> 1;
        }
        uv[x] = scaled(mean[0] * U_BLUE + mean[1] * U_GREEN + mean[2] * U_RED, U_SCALE);
        uv[x + 1] = scaled(mean[0] * V_BLUE + mean[1] * V_GREEN + mean[2] * V_RED, V_SCALE);
    }
}

#ifdef __x86_64__
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline __m256i load(const uint8_t *from) {
    return _mm256_loadu_si256((const void *)from);
}

AVX2 static inline __m256i weights(int blue, int green, int red) {
    return _mm256_set1_epi32((blue & 255) | (green & 255) << 8 | (red & 255) << 16);
}

/* Luma of 32 pixels. Signed pixels, 128 below their value, let the weights be unsigned. */
AVX2 static inline __m256i luma(__m256i a, __m256i b, __m256i c, __m256i d) {
    const __m256i factors = weights(Y_BLUE, Y_GREEN, Y_RED);
    const __m256i sign = _mm256_set1_epi8((char)128);
    const __m256i add = _mm256_set1_epi16((short)(Y_ADD + 128 * (Y_BLUE + Y_GREEN + Y_RED)));
    __m256i ab = _mm256_hadd_epi16(_mm256_maddubs_epi16(factors, _mm256_xor_si256(a, sign)),
                                   _mm256_maddubs_epi16(factors, _mm256_xor_si256(b, sign)));
    __m256i cd = _mm256_hadd_epi16(_mm256_maddubs_epi16(factors, _mm256_xor_si256(c, sign)),
                                   _mm256_maddubs_epi16(factors, _mm256_xor_si256(d, sign)));
    __m256i packed = _mm256_packus_epi16(_mm256_srli_epi16(_mm256_add_epi16(ab, add), 8),
                                         _mm256_srli_epi16(_mm256_add_epi16(cd, add), 8));
    return _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

/* The weighted sums of eight pixels each in `a` and `b`, scaled. Lanes: the first four of a, of b | the last four. */
AVX2 static inline __m256i sums(__m256i a, __m256i b, __m256i factors, int scale) {
    __m256i sum = _mm256_hadd_epi16(_mm256_maddubs_epi16(a, factors), _mm256_maddubs_epi16(b, factors));
    return _mm256_mulhrs_epi16(sum, _mm256_set1_epi16((short)scale));
}

/* The mean of each pair of pixels in two registers, all eight in order. */
AVX2 static inline __m256i means(__m256i a, __m256i b) {
    __m256i even = _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(b), 0x88));
    __m256i odd = _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(b), 0xdd));
    return _mm256_permute4x64_epi64(_mm256_avg_epu8(even, odd), 0xd8);
}

/* As `rows`, 32 pixels at a time; gives how many it did. */
AVX2 static int rowsAvx2(const uint8_t *top, const uint8_t *bottom, uint8_t *topY, uint8_t *bottomY, uint8_t *uv,
                         int width) {
    const __m256i uFactors = weights(U_BLUE, U_GREEN, U_RED);
    const __m256i vFactors = weights(V_BLUE, V_GREEN, V_RED);
    const __m256i middle = _mm256_set1_epi8((char)128);
    int x = 0;
    for (; x + 32 <= width; x += 32) {
        __m256i t[4], b[4];
        for (int i = 0; i < 4; i++) {
            t[i] = load(top + 4 * x + 32 * i);
            b[i] = load(bottom + 4 * x + 32 * i);
        }
        _mm256_storeu_si256((void *)(topY + x), luma(t[0], t[1], t[2], t[3]));
        _mm256_storeu_si256((void *)(bottomY + x), luma(b[0], b[1], b[2], b[3]));
        __m256i left = means(_mm256_avg_epu8(t[0], b[0]), _mm256_avg_epu8(t[1], b[1]));
        __m256i right = means(_mm256_avg_epu8(t[2], b[2]), _mm256_avg_epu8(t[3], b[3]));
        /* Packed to bytes they come as 0-3 and 8-11 of U, of V | 4-7 and 12-15 of U, of V. */
        __m256i both =
            _mm256_packs_epi16(sums(left, right, uFactors, U_SCALE), sums(left, right, vFactors, V_SCALE));
        both = _mm256_permutevar8x32_epi32(_mm256_add_epi8(both, middle), _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
        __m128i u = _mm256_castsi256_si128(both), v = _mm256_extracti128_si256(both, 1);
        _mm_storeu_si128((void *)(uv + x), _mm_unpacklo_epi8(u, v));
        _mm_storeu_si128((void *)(uv + x + 16), _mm_unpackhi_epi8(u, v));
    }
    return x;
}
#endif

/* `height` rows of BGRX to 4:2:0, U and V by turns in one plane; width and height are even, strides in bytes. */
void porthole_nv12(const uint8_t *source, ptrdiff_t sourceStride, uint8_t *y, ptrdiff_t yStride, uint8_t *uv,
                   ptrdiff_t uvStride, int width, int height) {
#ifdef __x86_64__
    const int avx2 = __builtin_cpu_supports("avx2");
#endif
    for (int row = 0; row < height; row += 2) {
        const uint8_t *top = source + row * sourceStride;
        uint8_t *luma = y + row * yStride;
        uint8_t *chroma = uv + row / 2 * uvStride;
        int done = 0;
#ifdef __x86_64__
        if (avx2) {
            done = rowsAvx2(top, top + sourceStride, luma, luma + yStride, chroma, width);
        }
#endif
        rows(top + 4 * done, top + sourceStride + 4 * done, luma + done, luma + yStride + done, chroma + done,
             width - done);
    }
}

/* `height` rows of BGRX to 4:4:4, three planes. */
void porthole_yuv444(const uint8_t *source, ptrdiff_t sourceStride, uint8_t *restrict y, ptrdiff_t yStride,
                     uint8_t *restrict u, uint8_t *restrict v, ptrdiff_t stride, int width, int height) {
    for (int row = 0; row < height; row++) {
        const uint8_t *restrict from = source + row * sourceStride;
        uint8_t *restrict yRow = y + row * yStride;
        uint8_t *restrict uRow = u + row * stride;
        uint8_t *restrict vRow = v + row * stride;
        for (int x = 0; x < width; x++) {
            const int b = from[4 * x], g = from[4 * x + 1], r = from[4 * x + 2];
            yRow[x] = lumaOf(from + 4 * x);
            uRow[x] = scaled(b * U_BLUE + g * U_GREEN + r * U_RED, U_SCALE);
            vRow[x] = scaled(b * V_BLUE + g * V_GREEN + r * V_RED, V_SCALE);
        }
    }
}

/* `height` rows of `width` bytes. */
void porthole_copy(const uint8_t *source, ptrdiff_t sourceStride, uint8_t *target, ptrdiff_t targetStride, int width,
                   int height) {
    for (int row = 0; row < height; row++) {
        __builtin_memcpy(target + row * targetStride, source + row * sourceStride, (size_t)width);
    }
}

/*
 * Repeats samples of `sample` bytes beyond a part of `width` bytes by `height` rows: the last of each row for `right` more bytes,
 * then the last row `below` times.
 */
void porthole_extend(uint8_t *part, ptrdiff_t stride, int width, int height, int right, int below, int sample) {
    for (int row = 0; row < height; row++) {
        uint8_t *end = part + row * stride + width;
        for (int i = 0; i < right; i++) {
            end[i] = end[i - sample];
        }
    }
    uint8_t *last = part + (height - 1) * stride;
    for (int row = 1; row <= below; row++) {
        __builtin_memcpy(last + row * stride, last, (size_t)(width + right));
    }
}
