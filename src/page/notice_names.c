/* Names in the line of a notice: whose reports are relayed, who runs the machine.
 *
 * Where a script has capitals, a name is a run of words with one, behind "from" (or "by", a preposition of the language) and the
 * words that may stand between; where it has none, it is what stands between its mark and the next stop. */
#include <unicode/uchar.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "page/notice_rules.h"

enum { WORDS_MOST = 320, BETWEEN = 6, NAME_WORDS = 5, NAME_BYTES = 80, BEHIND_RELAY = 3 };

typedef struct token {
    cr_str raw, plain;      /* without the marks around it */
    bool opens, ends, stop; /* a quotation opens before it; a mark stands behind it; one that ends a sentence does */
    unsigned sentence;
} token;

typedef struct tokens {
    const cr_notice_rules *rules;
    cr_arena *arena;
    token *items;
    size_t count;
} tokens;

static const char *const marks_before[] = {"(", "\"", "'", "[", "\xC2\xAB", "\xE2\x80\x9C", "\xE2\x80\x9E", "\xE3\x80\x8C", "\xE2\x80\x98", "\xC2\xA0"};
static const char *const marks_behind[] = {".", ",", ";", ":", ")", "]", "\"", "'", "!", "?", "\xC2\xBB", "\xE2\x80\x9D", "\xE2\x80\x9C", "\xD8\x8C", "\xE3\x80\x82", "\xEF\xBC\x8C", "\xE3\x80\x8D", "\xC2\xA0"};

static bool strip(cr_str *s, const char *const *marks, size_t n, bool front, char *first) {
    for (size_t i = 0; i < n; i++)
        if (s->len > strlen(marks[i]) && (front ? cr_str_starts(*s, marks[i]) : cr_str_ends(*s, marks[i]))) {
            *first = marks[i][0];
            *s = front ? cr_str_slice(*s, strlen(marks[i]), s->len) : cr_str_slice(*s, 0, s->len - strlen(marks[i]));
            return true;
        }
    return false;
}

static void add_token(tokens *t, cr_str raw, unsigned *sentence) {
    char mark = 0;
    token *w = &t->items[t->count];
    *w = (token){.sentence = *sentence};
    while (strip(&raw, marks_before, sizeof marks_before / sizeof *marks_before, true, &mark))
        w->opens = w->opens || mark != '(';
    while (strip(&raw, marks_behind, sizeof marks_behind / sizeof *marks_behind, false, &mark)) {
        w->ends = true;
        w->stop = w->stop || mark == '.' || mark == '!' || mark == '?';
    }
    w->raw = raw;
    w->plain = cr_notice_plain(t->arena, raw);
    if (w->stop)
        ++*sentence;
    t->count++;
}

/* The end of "l'", "d'", "dell'" at the head of a word, 0 where there is none. */
static size_t elided(cr_str word) {
    for (size_t at = 0; at < word.len && at < 8;) {
        size_t here = at;
        uint32_t c = cr_utf8_next(word, &at);
        if ((c == '\'' || c == 0x2019) && here > 0 && here <= 5 && at < word.len)
            return at;
    }
    return 0;
}

static bool cut(tokens *t, cr_str line) {
    t->items = CR_NEW_ARRAY(t->arena, token, WORDS_MOST);
    unsigned sentence = 0;
    cr_str rest = line, word;
    while (t->items && t->count + 2 < WORDS_MOST && cr_str_split(&rest, ' ', &word)) {
        if (word.len == 0)
            continue;
        size_t head = elided(word);
        if (head) {
            t->items[t->count] = (token){.raw = cr_str_slice(word, 0, head), .plain = cr_notice_plain(t->arena, cr_str_slice(word, 0, head)), .sentence = sentence};
            t->count++;
        }
        add_token(t, cr_str_slice(word, head, word.len), &sentence);
    }
    return t->items != NULL;
}

static bool capital(cr_str word) {
    size_t at = 0;
    return word.len && u_isupper((UChar32)cr_utf8_next(word, &at));
}
static bool letters_have_case(cr_str word) {
    size_t at = 0;
    uint32_t c = word.len ? cr_utf8_next(word, &at) : 0;
    return u_isupper((UChar32)c) || u_islower((UChar32)c) || c < 0x80;
}

static bool is_word(const tokens *t, cr_notice_group g, size_t i) { return cr_notice_word(t->rules, g, t->items[i].plain); }
static bool is_stem(const tokens *t, cr_notice_group g, size_t i) { return cr_notice_stem(t->rules, g, t->items[i].plain); }

static bool sentence_has(const tokens *t, size_t i, cr_notice_group g) {
    for (size_t k = i; k-- > 0 && t->items[k].sentence == t->items[i].sentence;)
        if (is_stem(t, g, k))
            return true;
    for (size_t k = i; k < t->count && t->items[k].sentence == t->items[i].sentence; k++)
        if (is_stem(t, g, k))
            return true;
    return false;
}

/* Of the line, from one word's first byte to another's last. */
static cr_str span(const tokens *t, size_t from, size_t to) {
    const char *start = t->items[from].raw.ptr, *end = t->items[to].raw.ptr + t->items[to].raw.len;
    cr_str s = {start, (size_t)(end - start)};
    return s.len > 1 && s.len <= NAME_BYTES ? s : CR_STR_NONE;
}

/* No name: languages, machines, people of the house, the page itself. */
static bool common(const tokens *t, size_t from, size_t to) {
    static const cr_notice_group groups[] = {CR_NOTICE_CAUTION, CR_NOTICE_AUTOMATIC, CR_NOTICE_TRANSLATE, CR_NOTICE_MAIN};
    if (from == to && cr_notice_is_language(t->rules, t->arena, t->items[from].raw))
        return true;
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
        if (is_stem(t, groups[g], from))
            return true;
    return from == to && is_word(t, CR_NOTICE_ITEM, from) && t->items[from].raw.len > 3;
}

/* The name that starts at word i: quoted, or a run of capitals. */
static cr_str name_at(const tokens *t, size_t i) {
    if (i >= t->count)
        return CR_STR_NONE;
    size_t to = i;
    if (t->items[i].opens && !t->items[i].ends) { /* in quotation marks: to the one that closes */
        while (to + 1 < t->count && to - i < NAME_WORDS && !t->items[to].ends)
            to++;
        return t->items[to].ends && !common(t, i, to) ? span(t, i, to) : CR_STR_NONE;
    }
    if (!capital(t->items[i].raw) && !(t->items[i].opens && t->items[i].ends && letters_have_case(t->items[i].raw)))
        return CR_STR_NONE;
    while (!t->items[to].ends && to + 1 < t->count && to - i + 1 < NAME_WORDS) {
        bool of = to + 2 < t->count && (is_word(t, CR_NOTICE_FROM, to + 1) || cr_str_is(t->items[to + 1].raw, "&")) && capital(t->items[to + 2].raw) && t->items[to + 1].raw.len <= 3;
        if (capital(t->items[to + 1].raw))
            to++;
        else if (of)
            to += 2;
        else
            break;
    }
    return common(t, i, to) ? CR_STR_NONE : span(t, i, to);
}

/* Behind a preposition: the words that may stand between, then the name. Further prepositions among them: "from a feed of …". */
static cr_str name_behind(const tokens *t, size_t i) {
    for (size_t between = 0; i < t->count && between <= BETWEEN; i++, between++) {
        bool skip = capital(t->items[i].raw) && !t->items[i].opens ? is_word(t, CR_NOTICE_MEDIUM_NOUN, i) : is_word(t, CR_NOTICE_MEDIUM, i) || is_word(t, CR_NOTICE_FROM, i);
        if (!skip || (t->items[i].opens && t->items[i].ends))
            return name_at(t, i);
        if (t->items[i].stop)
            return CR_STR_NONE;
    }
    return CR_STR_NONE;
}

/* Scripts without capitals, with spaces: the words up to the next mark or preposition. */
static cr_str uncased_name(const tokens *t, size_t i) {
    size_t to = i;
    if (i >= t->count || letters_have_case(t->items[i].raw) || common(t, i, i))
        return CR_STR_NONE;
    while (!t->items[to].ends && to + 1 < t->count && to - i + 1 < 4 && !is_word(t, CR_NOTICE_FROM, to + 1) && !is_stem(t, CR_NOTICE_CAUTION, to + 1) && !is_stem(t, CR_NOTICE_RELAY, to + 1) &&
           !is_stem(t, CR_NOTICE_AUTOMATIC, to + 1)) {
        cr_str next = t->items[to + 1].plain;
        if (cr_str_is(next, "دون") || cr_str_is(next, "بدون") || cr_str_is(next, "و") || is_stem(t, CR_NOTICE_TRANSLATE, to + 1))
            break;
        to++;
    }
    return span(t, i, to);
}

/* A run of capitals that ends at word i: "Example News tarafından". */
static cr_str name_before(const tokens *t, size_t i) {
    size_t from = i;
    while (from > 0 && i - from < NAME_WORDS && capital(t->items[from - 1].raw) && !t->items[from - 1].stop)
        from--;
    return from < i && !common(t, from, i - 1) ? span(t, from, i - 1) : CR_STR_NONE;
}

/* Chinese and Japanese: between 自 and the next stop, or between は and から. */
static cr_str unspaced_relay(cr_str line) {
    static const char *const stops[] = {"，", "。", ",", "、", "的", "并", "；", " ", "）", ")"};
    static const char *const signs[] = {"自于", "自於", "转自", "自"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t at = cr_str_find(line, cr_str_of(signs[i]), 0);
        while (at != CR_STR_NPOS && i == 3 && cr_str_starts(cr_str_slice(line, at, line.len), "自动"))
            at = cr_str_find(line, CR_STR("自"), at + 1);
        if (at == CR_STR_NPOS)
            continue;
        cr_str name = cr_str_slice(line, at + strlen(signs[i]), line.len);
        for (size_t k = 0; k < sizeof stops / sizeof *stops; k++) {
            size_t stop = cr_str_find(name, cr_str_of(stops[k]), 0);
            name = stop == CR_STR_NPOS ? name : cr_str_slice(name, 0, stop);
        }
        if (name.len >= 4 && name.len <= 60 && !cr_str_starts(name, "动") && !cr_str_starts(name, "動"))
            return name;
    }
    size_t end = cr_str_find(line, CR_STR("から"), 0), start = end == CR_STR_NPOS ? CR_STR_NPOS : 0;
    for (size_t at = start == 0 ? cr_str_find(line, CR_STR("は"), 0) : CR_STR_NPOS; at != CR_STR_NPOS && at < end; at = cr_str_find(line, CR_STR("は"), at + 1))
        start = at + 3;
    return start != CR_STR_NPOS && start > 0 && end > start + 3 && end - start <= 60 ? cr_str_slice(line, start, end) : CR_STR_NONE;
}

/* "published by Example": a word of passing on stands shortly before. */
static bool after_relay(const tokens *t, size_t i) {
    for (size_t back = 1; back <= BEHIND_RELAY && back <= i && t->items[i - back].sentence == t->items[i].sentence; back++) {
        if (is_stem(t, CR_NOTICE_CAUTION, i - back))
            return false;
        if (is_stem(t, CR_NOTICE_RELAY, i - back))
            return true;
    }
    return false;
}

static bool of_translation(const tokens *t, size_t i) {
    for (size_t back = 1; back <= 2 && back <= i; back++)
        if (is_stem(t, CR_NOTICE_TRANSLATE, i - back))
            return true;
    return false;
}

static bool cjk(cr_str line) { return cr_str_contains(line, "。") || cr_str_contains(line, "自") || cr_str_contains(line, "から"); }

cr_str cr_notice_relay_of(const cr_notice_rules *r, cr_arena *arena, cr_str line) {
    tokens t = {.rules = r, .arena = arena};
    if (!cut(&t, line))
        return CR_STR_NONE;
    for (size_t i = 0; i + 1 < t.count; i++) {
        bool from = is_word(&t, CR_NOTICE_FROM, i), by = is_word(&t, CR_NOTICE_BY, i);
        if (t.items[i].ends || (!from && !by) || (from && of_translation(&t, i)))
            continue;
        bool here = from && sentence_has(&t, i, CR_NOTICE_RELAY) && (sentence_has(&t, i, CR_NOTICE_AUTOMATIC) || t.count < 40);
        if (!here && !(by && after_relay(&t, i)))
            continue;
        cr_str name = name_behind(&t, i + 1);
        if (cr_str_none(name))
            name = uncased_name(&t, i + 1);
        if (!cr_str_none(name))
            return name;
    }
    for (size_t i = 1; i < t.count; i++)
        if ((cr_str_is(t.items[i].plain, "tarafindan") || cr_str_is(t.items[i].plain, "tarafından")) && sentence_has(&t, i, CR_NOTICE_RELAY)) {
            cr_str name = name_before(&t, i);
            if (!cr_str_none(name))
                return name;
        }
    cr_str name = cjk(line) ? unspaced_relay(line) : CR_STR_NONE;
    return name.len && !cr_notice_is_language(r, arena, name) ? name : CR_STR_NONE;
}

cr_str cr_notice_original_of(const cr_notice_rules *r, cr_arena *arena, cr_str line) {
    tokens t = {.rules = r, .arena = arena};
    if (!cut(&t, line))
        return CR_STR_NONE;
    for (size_t i = 1; i + 1 < t.count; i++) {
        if (t.items[i].ends || !is_word(&t, CR_NOTICE_BY, i) || !sentence_has(&t, i, CR_NOTICE_RELAY) || !sentence_has(&t, i, CR_NOTICE_ORIGINAL))
            continue;
        cr_str name = name_behind(&t, i + 1);
        if (!cr_str_none(name))
            return name;
    }
    return CR_STR_NONE;
}

static bool name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

/* "Example.org" in the line: a domain's name. */
static cr_str domain_in(cr_str s) {
    for (size_t dot = cr_str_find_byte(s, '.', 0); dot != CR_STR_NPOS; dot = cr_str_find_byte(s, '.', dot + 1)) {
        size_t start = dot, end = dot + 1;
        while (start > 0 && (name_char(s.ptr[start - 1]) || (s.ptr[start - 1] == '.' && start > 1)))
            start--;
        while (end < s.len && (name_char(s.ptr[end]) || (s.ptr[end] == '.' && end + 1 < s.len && name_char(s.ptr[end + 1]))))
            end++;
        if (dot - start >= 2 && end - dot > 2 && s.ptr[dot + 1] >= 'a' && s.ptr[dot + 1] <= 'z' && (start == 0 || s.ptr[start - 1] != '@'))
            return cr_str_slice(s, start, end);
    }
    return CR_STR_NONE;
}

/* Words at i that are the phrase's. */
static size_t phrase_words(const tokens *t, size_t i, cr_str phrase) {
    cr_str rest = phrase, word;
    size_t n = 0;
    while (cr_str_split(&rest, ' ', &word)) {
        if (i + n >= t->count || !(rest.len ? cr_str_eq(t->items[i + n].plain, word) : cr_notice_begins(t->items[i + n].plain, word)))
            return 0;
        n++;
    }
    return n;
}

static bool sequence(const tokens *t, size_t i, cr_notice_group g, size_t *n, cr_str *phrase) {
    *n = 0;
    for (size_t k = 0; k < t->rules->stems[g].count; k++) {
        cr_str p = t->rules->stems[g].items[k];
        size_t words = phrase_words(t, i, p);
        if (words > *n || (words && words == *n && p.len > phrase->len)) {
            *n = words;
            *phrase = p;
        }
    }
    return *n > 0;
}

/* A well-known machine, as the line writes it. */
static cr_str engine(const tokens *t, cr_str line) {
    for (size_t i = 0; i < t->count; i++) {
        size_t n;
        cr_str phrase = CR_STR_NONE;
        if (!sequence(t, i, CR_NOTICE_ENGINE, &n, &phrase))
            continue;
        cr_str name = span(t, i, i + n - 1), last = t->items[i + n - 1].raw;
        size_t from = phrase.len;
        while (from > 0 && phrase.ptr[from - 1] != ' ')
            from--;
        cr_str tail = cr_str_slice(phrase, from, phrase.len); /* the last word may have an ending: "파파고를" */
        if (!letters_have_case(last) && last.len > tail.len && name.len > last.len - tail.len)
            name = cr_str_slice(name, 0, name.len - (last.len - tail.len));
        return name;
    }
    for (size_t k = 0; k < t->rules->stems[CR_NOTICE_ENGINE].count; k++) { /* scripts without spaces */
        cr_str p = t->rules->stems[CR_NOTICE_ENGINE].items[k];
        size_t at = (unsigned char)p.ptr[0] >= 0xE2 ? cr_str_find(line, p, 0) : CR_STR_NPOS;
        if (at != CR_STR_NPOS)
            return cr_str_slice(line, at, at + p.len);
    }
    return CR_STR_NONE;
}

/* "(system supported by Example)": what follows the phrase. */
static cr_str supported_by(const tokens *t, cr_str line) {
    for (size_t i = 0; i < t->count; i++) {
        size_t n;
        cr_str phrase = CR_STR_NONE;
        if (!sequence(t, i, CR_NOTICE_OPERATOR, &n, &phrase) || cr_str_is(phrase, "tarafindan") || cr_str_is(phrase, "tarafından"))
            continue;
        cr_str name = domain_in(line);
        if (cr_str_none(name))
            name = name_behind(t, i + n);
        if (!cr_str_none(name))
            return name;
    }
    cr_notice_text text = {.rules = t->rules, .s = cr_notice_plain(t->arena, line)}; /* scripts without spaces */
    return cr_notice_has(&text, CR_NOTICE_OPERATOR, 0, text.s.len) ? domain_in(line) : CR_STR_NONE;
}

/* "translated by Example", "AI (Example)", "Example tarafından çevrildi". */
static cr_str translated_by(const tokens *t) {
    for (size_t i = 0; i < t->count; i++) {
        if (!sentence_has(t, i, CR_NOTICE_TRANSLATE))
            continue;
        cr_str name = CR_STR_NONE;
        if (is_word(t, CR_NOTICE_BY, i) && !t->items[i].ends && sentence_has(t, i, CR_NOTICE_AUTOMATIC))
            name = name_behind(t, i + 1);
        else if (is_stem(t, CR_NOTICE_AUTOMATIC, i) && i + 1 < t->count && t->items[i + 1].ends && t->items[i + 1].raw.ptr > t->items[i].raw.ptr && t->items[i + 1].raw.ptr[-1] == '(')
            name = name_at(t, i + 1);
        else if ((cr_str_is(t->items[i].plain, "tarafindan") || cr_str_is(t->items[i].plain, "tarafından")) && i)
            name = name_before(t, i);
        if (!cr_str_none(name))
            return name;
    }
    return CR_STR_NONE;
}

cr_str cr_notice_operator(const cr_notice_rules *r, cr_arena *arena, cr_str line, cr_str relay_of) {
    tokens t = {.rules = r, .arena = arena};
    if (!cut(&t, line))
        return CR_STR_NONE;
    cr_str name = supported_by(&t, line);
    if (cr_str_none(name))
        name = engine(&t, line);
    if (cr_str_none(name))
        name = translated_by(&t);
    return cr_str_eq(name, relay_of) ? CR_STR_NONE : name;
}
