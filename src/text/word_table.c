#include "text/word_table.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 64 };

bool cr_word_table_init(cr_word_table *t) {
    *t = (cr_word_table){.word_mask = FIRST_SLOTS - 1, .phrase_mask = FIRST_SLOTS - 1, .room = FIRST_SLOTS};
    t->words = calloc(FIRST_SLOTS, sizeof *t->words);
    t->tags = calloc(FIRST_SLOTS, 1);
    t->phrases = calloc(FIRST_SLOTS, sizeof *t->phrases);
    t->places = calloc(FIRST_SLOTS, sizeof *t->places);
    if (t->words && t->tags && t->phrases && t->places)
        return true;
    cr_word_table_free(t);
    return false;
}

void cr_word_table_free(cr_word_table *t) {
    free(t->words);
    free(t->tags);
    free(t->phrases);
    free(t->places);
    free(t->bytes);
    *t = (cr_word_table){0};
}

static void put_word(cr_word_slot *words, uint8_t *tags, uint32_t mask, cr_word_slot word) {
    uint32_t place = cr_word_place(word.key, word.len), at = place;
    while (tags[at & mask])
        at++;
    words[at & mask] = word;
    tags[at & mask] = cr_word_tag(place);
}

static cr_phrase_slot *free_phrase(cr_phrase_slot *phrases, uint32_t mask, uint64_t key) {
    uint32_t at = cr_word_place(key, 0);
    while (phrases[at & mask].number)
        at++;
    return &phrases[at & mask];
}

static bool widen_words(cr_word_table *t) {
    if (t->word_count < t->word_mask / 2)
        return true;
    uint32_t mask = t->word_mask * 2 + 1;
    cr_word_slot *wider = calloc((size_t)mask + 1, sizeof *wider);
    uint8_t *tags = calloc((size_t)mask + 1, 1);
    if (!wider || !tags) {
        free(wider);
        free(tags);
        return false;
    }
    for (uint32_t i = 0; i <= t->word_mask; i++)
        if (t->tags[i])
            put_word(wider, tags, mask, t->words[i]);
    free(t->words);
    free(t->tags);
    t->words = wider;
    t->tags = tags;
    t->word_mask = mask;
    return true;
}

static bool widen_phrases(cr_word_table *t) {
    if (t->phrase_count < t->phrase_mask / 2)
        return true;
    uint32_t mask = t->phrase_mask * 2 + 1;
    cr_phrase_slot *wider = calloc((size_t)mask + 1, sizeof *wider);
    for (uint32_t i = 0; wider && i <= t->phrase_mask; i++)
        if (t->phrases[i].number)
            *free_phrase(wider, mask, t->phrases[i].key) = t->phrases[i];
    if (!wider)
        return false;
    free(t->phrases);
    t->phrases = wider;
    t->phrase_mask = mask;
    return true;
}

/* A number that is still to be had, 0 when memory is out. */
static uint32_t new_number(cr_word_table *t) {
    if (t->count + 1 >= t->room) {
        uint32_t *wider = t->room < UINT32_MAX / 2 ? realloc(t->places, (size_t)t->room * 2 * sizeof *wider) : NULL;
        if (!wider)
            return 0;
        t->places = wider;
        t->room *= 2;
    }
    t->places[t->count + 1] = 0;
    return t->count + 1;
}

static bool keep_bytes(cr_word_table *t, cr_str word, uint32_t number) {
    if (t->byte_count + word.len > t->byte_room) {
        size_t room = (t->byte_count + word.len) * 2 + 256;
        char *wider = room < UINT32_MAX ? realloc(t->bytes, room) : NULL;
        if (!wider)
            return false;
        t->bytes = wider;
        t->byte_room = room;
    }
    memcpy(t->bytes + t->byte_count, word.ptr, word.len);
    t->places[number] = (uint32_t)t->byte_count;
    t->byte_count += word.len;
    return true;
}

uint32_t cr_word_table_put(cr_word_table *t, cr_str word) {
    if (word.len >= UINT32_MAX / 4)
        return 0;
    uint32_t number = cr_word_table_find(t, word);
    if (number)
        return number;
    if (!widen_words(t) || (number = new_number(t)) == 0 || (word.len > 8 && !keep_bytes(t, word, number)))
        return 0;
    uint64_t key = cr_word_key(word.ptr, word.len);
    put_word(t->words, t->tags, t->word_mask, (cr_word_slot){key, number, (uint32_t)word.len});
    t->word_count++;
    return t->count = number;
}

uint32_t cr_word_table_put_next(cr_word_table *t, uint32_t beginning, uint32_t word) {
    uint32_t number = cr_word_table_next(t, beginning, word);
    if (number)
        return number;
    if (!widen_phrases(t) || (number = new_number(t)) == 0)
        return 0;
    uint64_t key = (uint64_t)beginning << 32 | word;
    *free_phrase(t->phrases, t->phrase_mask, key) = (cr_phrase_slot){key, number};
    t->phrase_count++;
    return t->count = number;
}
