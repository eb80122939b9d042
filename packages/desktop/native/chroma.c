/*
 * The chroma of I420, BT.601 limited range, rounded to the nearest. libyuv rounds down on x86, which takes up to 4 of 255
 * from blue.
 *
 * Sums have weights of at most 127, so that a pixel's fits into 16 bits; a multiplication by SCALE/2^15 that rounds brings
 * them to the range of chroma. U is 0.6 % too wide: browsers that convert by libyuv multiply it by 128 where 129 is right.
 * So no colour is off by more than 2 with them, and with an exact conversion one in 20,000.
 */
#include <stddef.h>
#include <stdint.h>

enum { U_BLUE = 127, U_GREEN = -84, U_RED = -43, U_SCALE = 114 };
enum { V_BLUE = -20, V_GREEN = -103, V_RED = 123, V_SCALE = 117 };

static uint8_t scaled(int sum, int scale) {
    return (uint8_t)(128 + ((sum * scale + (1 << 14)) >> 15));
}

/* Two rows of BGRX to `pairs` bytes of U and V each. */
static void row(const uint8_t *top, const uint8_t *bottom, uint8_t *u, uint8_t *v, int pairs) {
    for (int i = 0; i < pairs; i++) {
        int mean[3];
        for (int c = 0; c < 3; c++) {
            int left = (top[8 * i + c] + bottom[8 * i + c] + 1) >> 1;
            int right = (top[8 * i + 4 + c] + bottom[8 * i + 4 + c] + 1) >> 1;
            mean[c] = (left + right + 1) >> 1;
        }
        u[i] = scaled(mean[0] * U_BLUE + mean[1] * U_GREEN + mean[2] * U_RED, U_SCALE);
        v[i] = scaled(mean[0] * V_BLUE + mean[1] * V_GREEN + mean[2] * V_RED, V_SCALE);
    }
}

#ifdef __x86_64__
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

/* The weighted sums of eight pixels each in `a` and `b`, scaled. Lanes: the first four of a, of b | the last four. */
AVX2 static inline __m256i sums(__m256i a, __m256i b, __m256i weights, int scale) {
    __m256i sum = _mm256_hadd_epi16(_mm256_maddubs_epi16(a, weights), _mm256_maddubs_epi16(b, weights));
    return _mm256_mulhrs_epi16(sum, _mm256_set1_epi16((short)scale));
}

/* The mean of each pair of pixels in two registers, all eight in order. */
AVX2 static inline __m256i means(const uint8_t *top, const uint8_t *bottom) {
    __m256i a = _mm256_avg_epu8(_mm256_loadu_si256((const void *)top), _mm256_loadu_si256((const void *)bottom));
    __m256i b = _mm256_avg_epu8(_mm256_loadu_si256((const void *)(top + 32)),
                                _mm256_loadu_si256((const void *)(bottom + 32)));
    __m256i even = _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(b), 0x88));
    __m256i odd = _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(b), 0xdd));
    return _mm256_permute4x64_epi64(_mm256_avg_epu8(even, odd), 0xd8);
}

/* As `row`, 16 pairs at a time; gives how many it did. */
AVX2 static int rowAvx2(const uint8_t *top, const uint8_t *bottom, uint8_t *u, uint8_t *v, int pairs) {
    const __m256i uWeights = _mm256_set1_epi32((U_BLUE & 255) | (U_GREEN & 255) << 8 | (U_RED & 255) << 16);
    const __m256i vWeights = _mm256_set1_epi32((V_BLUE & 255) | (V_GREEN & 255) << 8 | (V_RED & 255) << 16);
    const __m256i middle = _mm256_set1_epi8((char)128);
    int i = 0;
    for (; i + 16 <= pairs; i += 16) {
        __m256i a = means(top + 8 * i, bottom + 8 * i);
        __m256i b = means(top + 8 * i + 64, bottom + 8 * i + 64);
        /* Packed to bytes they come as 0-3 and 8-11 of U, of V | 4-7 and 12-15 of U, of V. */
        __m256i both = _mm256_packs_epi16(sums(a, b, uWeights, U_SCALE), sums(a, b, vWeights, V_SCALE));
        both = _mm256_permutevar8x32_epi32(_mm256_add_epi8(both, middle), _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
        _mm_storeu_si128((void *)(u + i), _mm256_castsi256_si128(both));
        _mm_storeu_si128((void *)(v + i), _mm256_extracti128_si256(both, 1));
    }
    return i;
}
#endif

/* Chroma of `height` rows of BGRX; width and height are even, strides in bytes. */
void porthole_chroma(const uint8_t *source, ptrdiff_t sourceStride, uint8_t *u, uint8_t *v, ptrdiff_t stride, int width,
                     int height) {
#ifdef __x86_64__
    const int avx2 = __builtin_cpu_supports("avx2");
#endif
    for (int y = 0; y < height; y += 2) {
        const uint8_t *top = source + y * sourceStride;
        uint8_t *uRow = u + y / 2 * stride;
        uint8_t *vRow = v + y / 2 * stride;
        int done = 0;
#ifdef __x86_64__
        if (avx2) {
            done = rowAvx2(top, top + sourceStride, uRow, vRow, width / 2);
        }
#endif
        row(top + 8 * done, top + sourceStride + 8 * done, uRow + done, vRow + done, width / 2 - done);
    }
}

/* The same for 4:4:4: one U and one V a pixel. */
void porthole_chroma444(const uint8_t *source, ptrdiff_t sourceStride, uint8_t *restrict u, uint8_t *restrict v,
                        ptrdiff_t stride, int width, int height) {
    for (int y = 0; y < height; y++) {
        const uint8_t *restrict from = source + y * sourceStride;
        uint8_t *restrict uRow = u + y * stride;
        uint8_t *restrict vRow = v + y * stride;
        for (int x = 0; x < width; x++) {
            const int b = from[4 * x], g = from[4 * x + 1], r = from[4 * x + 2];
            uRow[x] = scaled(b * U_BLUE + g * U_GREEN + r * U_RED, U_SCALE);
            vRow[x] = scaled(b * V_BLUE + g * V_GREEN + r * V_RED, V_SCALE);
        }
    }
}
