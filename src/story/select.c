/* Sorting and choosing keys of 64 bits: a float's bits above, what tells equal ones apart below, so no two keys are equal. */
#include "story/group.h"

uint64_t cr_story_key(float falling, uint32_t below) {
    uint32_t bits;
    falling = falling > 0 ? falling : 0;
    memcpy(&bits, &falling, sizeof bits);
    return (uint64_t)~bits << 32 | below;
}

/* Short lists: D. Shell, "A high-speed sorting procedure", 1959, with M. Ciura's gaps. */
void cr_story_sort(uint64_t *keys, size_t n) {
    static const size_t gaps[] = {701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
        for (size_t gap = gaps[g], i = gap; i < n; i++) {
            uint64_t key = keys[i];
            size_t at = i;
            for (; at >= gap && keys[at - gap] > key; at -= gap)
                keys[at] = keys[at - gap];
            keys[at] = key;
        }
}

/* Hoare's selection (1961) with the middle as pivot. */
void cr_story_select(uint64_t *keys, size_t count, size_t best) {
    size_t low = 0, high = count;
    if (!best || best >= count)
        return;
    while (high - low > 1) {
        uint64_t pivot = keys[low + (high - low) / 2];
        size_t i = low, k = high - 1;
        for (;;) {
            while (keys[i] < pivot)
                i++;
            while (keys[k] > pivot)
                k--;
            if (i >= k)
                break;
            uint64_t swap = keys[i];
            keys[i++] = keys[k];
            keys[k--] = swap;
        }
        size_t middle = i > low ? i : i + 1; /* [low, middle) are not above [middle, high) */
        if (best == middle)
            return;
        *(best < middle ? &high : &low) = middle;
    }
}
