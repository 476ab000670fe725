/* Tags and their attributes: "13.2.5.8 Tag name state" to "13.2.5.40 Self-closing start tag state". */
#include "base/hash.h"
#include "html/names.h"
#include "html/references.h"
#include "html/tokens.h"

enum {
    PAIRWISE = 8,        /* names of one tag compared with each other; more are hashed */
    ROOM = 256,          /* attributes the arena is asked for at once */
    ATTRIBUTES_MOST = UINT16_MAX
};

/* Names of the attributes of one tag: open addressing, a slot counts when it bears the tag's own number. */
typedef struct cr_html_seen {
    uint32_t tag;
    size_t mask;
    struct { uint32_t tag, index; } slots[];
} cr_html_seen;

typedef struct name {
    cr_str text; /* as written */
    cr_html_key key;
    bool upper; /* holds A-Z */
} name;

/* A name ends at white space, '/', '>' and, of an attribute, '='. */
static bool ends_name(char c, bool attribute) {
    return cr_html_space_byte(c) || c == '/' || c == '>' || (attribute && c == '=');
}

static const char *long_name(const char *p, const char *end, bool attribute, name *n) {
    const char *q = p + 1; /* an attribute's first byte may be '=' */
    n->upper = *p >= 'A' && *p <= 'Z';
    for (; q < end && !ends_name(*q, attribute); q++)
        n->upper |= *q >= 'A' && *q <= 'Z';
    n->text = (cr_str){p, (size_t)(q - p)};
    n->key = cr_html_key_of(n->text);
    return q;
}

/* Reads a name of at least one byte and makes its key; returns where it ends. */
static const char *read_name(const char *p, const char *end, bool attribute, name *n) {
#if defined(__SSE2__) && defined(__x86_64__)
    static const unsigned char ones[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    if (end - p >= 16) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p), blank = _mm_set1_epi8(' ');
        __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(_mm_max_epu8(v, blank), blank), /* all up to ' ': other controls are sorted out below */
                                    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('/')), _mm_cmpeq_epi8(v, _mm_set1_epi8('>'))));
        if (attribute)
            ends = _mm_or_si128(ends, _mm_cmpeq_epi8(v, _mm_set1_epi8('=')));
        unsigned found = (unsigned)_mm_movemask_epi8(ends) & ~1u;
        if (found) {
            unsigned len = (unsigned)__builtin_ctz(found);
            if (ends_name(p[len], attribute)) {
                __m128i upper = _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('A' - 1)), _mm_cmpgt_epi8(_mm_set1_epi8('Z' + 1), v));
                __m128i kept = _mm_loadu_si128((const __m128i *)(const void *)(ones + 16 - len));
                __m128i lower = _mm_and_si128(_mm_or_si128(v, _mm_and_si128(upper, blank)), kept);
                n->key.first = (uint64_t)_mm_cvtsi128_si64(lower);
                n->key.next = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(lower, lower));
                n->upper = ((unsigned)_mm_movemask_epi8(upper) & ((1u << len) - 1)) != 0;
                n->text = (cr_str){p, len};
                return p + len;
            }
        }
    }
#endif
    return long_name(p, end, attribute, n);
}

static cr_str unknown_name(cr_html_tokenizer *t, const name *n) {
    cr_str s = n->upper ? cr_html_lower(t, n->text) : n->text;
    return t->nul ? cr_html_replace_nul(t, s) : s;
}

/* ---- attributes of one name ---- */

static uint64_t hash_of(const cr_html_attribute_pair *a) { return a->id ? a->id * UINT64_C(0x9E3779B97F4A7C15) : cr_hash_64(a->name, 0); }

static bool same_name(const cr_html_attribute_pair *a, const cr_html_attribute_pair *b) {
    return a->id == b->id && (a->id != CR_ATTRIBUTE_UNKNOWN || cr_str_eq(a->name, b->name));
}

/* Notes the name at `index`; true when it was there already. */
static bool note(cr_html_tokenizer *t, const cr_html_attribute_pair *all, size_t index) {
    cr_html_seen *seen = t->seen;
    for (size_t slot = hash_of(&all[index]) >> 16 & seen->mask;; slot = (slot + 1) & seen->mask) {
        t->steps++;
        if (seen->slots[slot].tag != seen->tag) {
            seen->slots[slot].tag = seen->tag;
            seen->slots[slot].index = (uint32_t)index;
            return false;
        }
        if (same_name(&all[seen->slots[slot].index], &all[index]))
            return true;
    }
}

static bool begin_hashing(cr_html_tokenizer *t, const cr_html_attribute_pair *all) {
    if (!t->seen) {
        size_t slots = 64;
        while (slots < t->attribute_limit * 2)
            slots *= 2;
        t->seen = cr_arena_alloc(t->arena, sizeof *t->seen + slots * sizeof t->seen->slots[0]);
        if (!t->seen) {
            t->failed = true;
            return false;
        }
        t->seen->mask = slots - 1;
    }
    t->seen->tag++;
    for (size_t i = 0; i < PAIRWISE; i++)
        note(t, all, i);
    return true;
}

/* Whether an attribute before all[count] has its name. */
static bool is_double(cr_html_tokenizer *t, const cr_html_attribute_pair *all, size_t count) {
    if (count < PAIRWISE) {
        for (size_t i = 0; i < count; i++)
            if (same_name(&all[i], &all[count]))
                return true;
        return false;
    }
    if (count == PAIRWISE && !begin_hashing(t, all))
        return true;
    return note(t, all, count);
}

/* ---- room for them ---- */

/* A place for token->attributes[count] behind the others, which move to new room when the old is full. */
static cr_html_attribute_pair *place(cr_html_tokenizer *t, cr_html_token *token) {
    if (token->attribute_count < t->room_count)
        return &t->room[token->attribute_count];
    size_t more = token->attribute_count * 2 > ROOM ? token->attribute_count * 2 : ROOM;
    cr_html_attribute_pair *room = CR_NEW_ARRAY(t->arena, cr_html_attribute_pair, more);
    if (!room) {
        t->failed = true;
        return NULL;
    }
    if (token->attribute_count)
        memcpy(room, t->room, token->attribute_count * sizeof *room);
    t->steps += token->attribute_count;
    t->room = room;
    t->room_count = more;
    return &t->room[token->attribute_count];
}

static void add_attribute(cr_html_tokenizer *t, cr_html_token *token, const name *n, cr_str value, bool reference) {
    if (token->attribute_count >= t->attribute_limit || token->attribute_count >= ATTRIBUTES_MOST) {
        t->cut = true;
        return;
    }
    cr_html_attribute_pair *a = place(t, token);
    if (!a)
        return;
    a->id = cr_html_attribute_of_key(n->key, n->text);
    a->name = a->id ? cr_html_attribute_names[a->id] : unknown_name(t, n);
    if (is_double(t, t->room, token->attribute_count))
        return;
    if (reference) {
        value = cr_html_resolve(t->arena, value, true);
        t->failed |= cr_str_none(value);
    }
    a->value = t->nul ? cr_html_replace_nul(t, value) : value;
    token->attribute_count++;
}

/* ---- reading ---- */

static const char *skip_space(const char *p, const char *end) {
    while (p < end && cr_html_space_byte(*p))
        p++;
    return p;
}

/* "Attribute value (unquoted) state". */
static const char *bare_value(const char *p, const char *end, bool *reference) {
    for (; p < end && !cr_html_space_byte(*p) && *p != '>'; p++)
        *reference |= *p == '&';
    return p;
}

/* "Before attribute value state", behind '='. Returns where the reading goes on, `end` where the input ends in a value. */
static const char *read_value(const cr_html_tokenizer *t, const char *p, cr_str *value, bool *reference) {
    const char *end = t->end;
    if (p < end && cr_html_space_byte(*p))
        p = skip_space(p, end);
    if (p == end || *p == '>')
        return p;
    if (*p == '"' || *p == '\'') {
        const char *close = cr_html_run(t->scan, p + 1, end, *p, reference);
        *value = (cr_str){p + 1, (size_t)(close - p - 1)};
        return close < end ? close + 1 : end;
    }
    const char *close = bare_value(p, end, reference);
    *value = (cr_str){p, (size_t)(close - p)};
    return close;
}

/* From behind the tag's name to behind its '>'; NULL where the input ends before. `keep`: of a start tag. */
static const char *read_attributes(cr_html_tokenizer *t, cr_html_token *token, const char *p, bool keep) {
    const char *end = t->end;
    name n;
    for (;;) {
        while (p < end && cr_html_space_byte(*p))
            p++;
        if (p == end)
            return NULL;
        if (*p == '>')
            return p + 1;
        if (*p == '/') {
            p++;
            token->self_closing = p < end && *p == '>';
            continue;
        }
        p = read_name(p, end, true, &n);
        if (p < end && cr_html_space_byte(*p))
            p = skip_space(p, end);
        cr_str value = CR_STR("");
        bool reference = false;
        if (p < end && *p == '=')
            p = read_value(t, p + 1, &value, &reference);
        if (p == end)
            return NULL;
        t->steps += 1 + value.len / CR_HTML_BYTES_A_STEP;
        if (keep)
            add_attribute(t, token, &n, value, reference);
    }
}

bool cr_html_read_tag(cr_html_tokenizer *t, cr_html_token *token, const char *p, bool end_tag) {
    name n;
    token->kind = end_tag ? CR_HTML_TOKEN_END : CR_HTML_TOKEN_START;
    token->self_closing = false;
    token->attribute_count = 0;
    p = read_name(p, t->end, false, &n);
    if (p < t->end && *p == '>')
        p++;
    else
        p = read_attributes(t, token, p, !end_tag);
    if (!p) { /* "eof-in-tag" */
        t->at = t->end;
        return false;
    }
    t->at = p;
    token->tag = cr_html_tag_of_key(n.key, n.text);
    token->name = token->tag != CR_TAG_UNKNOWN ? cr_html_tag_names[token->tag] : unknown_name(t, &n);
    token->attributes = t->room;
    if (token->attribute_count) { /* theirs now */
        t->room += token->attribute_count;
        t->room_count -= token->attribute_count;
    }
    if (end_tag)
        t->state = CR_HTML_STATE_DATA;
    else
        t->last_start_tag = token->name;
    return true;
}
