/* Whether a line is a notice, and what it says. */
#include "page/notice.h"

#include <unicode/uchar.h>

#include "base/data.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "page/notice_rules.h"

enum { LINE_BYTES = 1500, NEAR = 90, ITEM_REACH = 14, FRAGMENT_WORDS = 4, ENOUGH = 2 };
static const char *const group_names[CR_NOTICE_GROUPS] = {"automatic", "engine", "translate", "generate", "relay", "unedited", "self", "demo", "item", "weak", "caution", "report",
                                                          "main", "original", "operator", "by", "from", "source", "source_after", "tongue", "medium", "medium_noun", "label", "command", "edition", "itself", "machine"};

static void load_stems(cr_arena *arena, cr_notice_rules *r) {
    cr_str rest = cr_data("page/notice.txt"), line;
    size_t capacity[CR_NOTICE_GROUPS] = {0};
    int group = -1;
    while (cr_str_split(&rest, '\n', &line)) {
        line = cr_str_trim(line);
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (line.ptr[0] == '[') {
            group = -1;
            for (int g = 0; g < CR_NOTICE_GROUPS; g++)
                if (cr_str_is(cr_str_slice(line, 1, line.len - 1), group_names[g]))
                    group = g;
            continue;
        }
        cr_str *slot = group < 0 ? NULL : CR_PUSH(arena, r->stems[group].items, r->stems[group].count, capacity[group]);
        if (slot)
            *slot = cr_notice_plain(arena, line);
    }
    static const cr_notice_group parts[] = {CR_NOTICE_AUTOMATIC, CR_NOTICE_ENGINE, CR_NOTICE_UNEDITED};
    cr_strs *all = &r->stems[CR_NOTICE_MACHINE];
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        for (size_t i = 0; i < r->stems[parts[k]].count; i++) {
            cr_str *slot = CR_PUSH(arena, all->items, all->count, capacity[CR_NOTICE_MACHINE]);
            if (slot)
                *slot = r->stems[parts[k]].items[i];
        }
}

static void load_names(cr_arena *arena, cr_notice_rules *r) {
    cr_str rest = cr_data("page/languages.txt"), line, code, name;
    size_t capacity = 0;
    while (cr_str_split(&rest, '\n', &line)) {
        if (line.len == 0 || line.ptr[0] == '#' || !cr_str_split(&line, '\t', &code))
            continue;
        const char *z = cr_str_copy(arena, code).ptr;
        while (z && cr_str_split(&line, '|', &name)) {
            cr_str plain = cr_notice_plain(arena, name);
            if (plain.len < 4)
                continue; /* "dán" would be every "dan" */
            struct cr_language_name *n = CR_PUSH(arena, r->names, r->name_count, capacity);
            if (n)
                *n = (struct cr_language_name){plain, z};
        }
    }
}

/* Words stand `stride` bytes apart, each begins with a cr_str. Of one first byte they stay in their order. */
static bool index_words(cr_arena *arena, const void *words, size_t count, size_t stride, struct cr_first_bytes *x) {
    uint16_t next[256];
    count = count < UINT16_MAX ? count : UINT16_MAX;
    x->places = CR_NEW_ARRAY(arena, uint16_t, count + 1);
    if (!x->places)
        return false;
    for (size_t i = 0; i < count; i++) {
        const cr_str *word = (const void *)((const char *)words + i * stride);
        if (word->len)
            x->from[(unsigned char)word->ptr[0] + 1]++;
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        next[byte] = x->from[byte];
        x->from[byte + 1] = (uint16_t)(x->from[byte + 1] + x->from[byte]);
    }
    for (size_t i = 0; i < count; i++) {
        const cr_str *word = (const void *)((const char *)words + i * stride);
        if (word->len)
            x->places[next[(unsigned char)word->ptr[0]]++] = (uint16_t)i;
    }
    return true;
}

static void note_openings(cr_notice_rules *r) {
    cr_strs stems = r->stems[CR_NOTICE_MACHINE];
    for (size_t i = 0; i < stems.count; i++)
        for (int second = 0; stems.items[i].len && second < 256; second++) /* of one byte: whatever comes next */
            if (stems.items[i].len == 1 || (char)second == stems.items[i].ptr[1]) {
                unsigned bit = cr_notice_opening(stems.items[i].ptr[0], (char)second);
                r->opens[bit / 64] |= UINT64_C(1) << bit % 64;
            }
}

/* Punctuation and spaces of U+0080 to U+00BF and U+2000 to U+203F; folding makes no letter of it. */
static bool is_punctuation(const char *p, size_t left) {
    unsigned char one = (unsigned char)p[0], two = left > 1 ? (unsigned char)p[1] : 0;
    return (one == 0xC2 && two != 0xAA && two != 0xB5 && two != 0xBA && two != 0xAD) || (one == 0xE2 && two == 0x80 && left > 2);
}

/* Whether a line may hold a needed stem, by the first two letters of its words: nearly all lines of a page end here. Where folding
 * would have to tell, it may. */
static bool may_be_notice(const cr_notice_rules *r, cr_str line) {
    bool inside = false;
    for (size_t i = 0; i < line.len;) {
        unsigned char c = (unsigned char)line.ptr[i], next = i + 1 < line.len ? (unsigned char)line.ptr[i + 1] : ' ';
        if (c >= 0x80) {
            bool mark = is_punctuation(line.ptr + i, line.len - i);
            bool sign = c == 0xC3 && (next == 0x97 || next == 0xB7); /* times, divided by */
            if (!mark && (!inside || sign || c < 0xC3 || c > 0xC5)) /* within a word an accented letter of Latin changes nothing */
                return true;
            inside = !mark;
            i += c == 0xE2 ? 3 : 2;
            continue;
        }
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        if (!inside) {
            char second = next >= 'A' && next <= 'Z' ? (char)(next | 32) : next > ' ' ? (char)next : ' ';
            unsigned bit = cr_notice_opening(letter ? (char)(c | 32) : (char)c, second);
            if (next >= 0x80 || r->opens[bit / 64] >> bit % 64 & 1)
                return true;
        }
        inside = letter;
        i++;
    }
    return false;
}

const cr_notice_rules *cr_notice_rules_load(cr_arena *arena) {
    cr_notice_rules *r = CR_NEW(arena, cr_notice_rules);
    if (!r)
        return NULL;
    load_stems(arena, r); /* all at once: threads share the rules and only read them */
    load_names(arena, r);
    note_openings(r);
    bool ok = index_words(arena, r->names, r->name_count, sizeof *r->names, &r->name_index);
    for (int g = 0; g < CR_NOTICE_GROUPS; g++)
        ok = ok && index_words(arena, r->stems[g].items, r->stems[g].count, sizeof *r->stems[g].items, &r->stem_index[g]);
    return ok ? r : NULL;
}

/* Stems of two groups stand near each other; `apart`: the second is no part of the first. */
static bool near(const cr_notice_text *t, cr_notice_group a, cr_notice_group b, size_t from, size_t to, bool apart) {
    size_t end = from;
    for (size_t at = cr_notice_find(t, a, from, to, &end); at != CR_STR_NPOS; at = cr_notice_find(t, a, end, to, &end)) {
        size_t left = at > from + NEAR ? at - NEAR : from, right = end + NEAR < to ? end + NEAR : to;
        if (apart ? cr_notice_has(t, b, left, at) || cr_notice_has(t, b, end, right) : cr_notice_has(t, b, left, right))
            return true;
    }
    return false;
}

/* What the sentences of a line say, before it is known whether it speaks of the page. */
typedef struct claims {
    bool translated, relayed, generated;
    size_t start; /* of the first sentence that says one of it */
} claims;

static claims read_claims(const cr_notice_text *t) {
    claims c = {.start = CR_STR_NPOS};
    for (size_t from = 0, to; from < t->s.len; from = to) {
        to = cr_notice_sentence_end(t->s, from, false);
        bool translated = near(t, CR_NOTICE_AUTOMATIC, CR_NOTICE_TRANSLATE, from, to, false) || near(t, CR_NOTICE_ENGINE, CR_NOTICE_TRANSLATE, from, to, true);
        bool relayed = near(t, CR_NOTICE_ITSELF, CR_NOTICE_RELAY, from, to, false) || near(t, CR_NOTICE_UNEDITED, CR_NOTICE_RELAY, from, to, false);
        bool generated = near(t, CR_NOTICE_AUTOMATIC, CR_NOTICE_GENERATE, from, to, false);
        if (c.start == CR_STR_NPOS && (translated || relayed || generated))
            c.start = from;
        c.translated = c.translated || translated;
        c.relayed = c.relayed || relayed;
        c.generated = c.generated || generated;
    }
    return c;
}

static size_t gap(const cr_mention *m, size_t start, size_t end) { return m->start >= end ? m->start - end : m->end <= start ? start - m->end : 0; }

/* The mention beside a word of the group, in the same clause; n where there is none. */
static size_t mention_beside(const cr_notice_text *t, cr_notice_group g, size_t reach, const cr_mention *m, size_t n) {
    size_t best = n, least = reach, end = 0;
    for (size_t from = 0, to; from < t->s.len; from = to) {
        to = cr_notice_sentence_end(t->s, from, true);
        for (size_t at = cr_notice_find(t, g, from, to, &end); at != CR_STR_NPOS; at = cr_notice_find(t, g, end, to, &end))
            for (size_t i = 0; i < n; i++)
                if (m[i].start >= from && m[i].end <= to && gap(&m[i], at, end) < least) {
                    least = gap(&m[i], at, end);
                    best = i;
                }
    }
    return best;
}

/* Whether the text ends with a word of the group: whole, or in scripts without spaces anyhow; *len its length. */
static bool ends_with_word(const cr_notice_rules *r, cr_notice_group g, cr_str s, size_t *len) {
    for (size_t i = 0; i < r->stems[g].count; i++) {
        cr_str word = r->stems[g].items[i];
        if (!cr_notice_closes(s, word) || (cr_notice_spaced((unsigned char)word.ptr[0]) && cr_notice_letter_before(s, s.len - word.len)))
            continue;
        *len = word.len;
        return true;
    }
    return false;
}

/* "translated from Russian", "英語から翻訳": the language of the source is no edition. */
static bool is_source(const cr_notice_text *t, const cr_mention *m) {
    size_t from = 0, to = 0;
    while (to <= m->start) {
        from = to;
        to = cr_notice_sentence_end(t->s, from, false);
        if (to == from)
            break;
    }
    if (!cr_notice_has(t, CR_NOTICE_TRANSLATE, from, to))
        return false;
    size_t len;
    cr_str tail = cr_str_slice(t->s, m->start, m->end + 24 < t->s.len ? m->end + 24 : t->s.len);
    for (size_t i = 0; i < t->rules->stems[CR_NOTICE_SOURCE_AFTER].count; i++) {
        cr_str mark = t->rules->stems[CR_NOTICE_SOURCE_AFTER].items[i];
        if (cr_notice_spaced((unsigned char)mark.ptr[0]) ? cr_notice_closes(cr_str_slice(t->s, m->start, m->end), mark) && m->end - m->start >= mark.len + 4
                                                         : cr_notice_begins(cr_str_trim(cr_str_slice(tail, m->end - m->start, tail.len)), cr_str_trim(mark)))
            return true;
    }
    cr_str head = cr_str_trim(cr_str_slice(t->s, from, m->start));
    for (int fillers = 0; fillers < 4; fillers++) {
        if (ends_with_word(t->rules, CR_NOTICE_SOURCE, head, &len))
            return true;
        if (!ends_with_word(t->rules, CR_NOTICE_TONGUE, head, &len))
            return false;
        head = cr_str_trim(cr_str_slice(head, 0, head.len - len));
    }
    return false;
}

static bool listed(const cr_notice *n, const char *code) {
    for (size_t i = 0; i < n->languages.count; i++)
        if (cr_str_is(n->languages.items[i], code))
            return true;
    return false;
}

static void take_languages(const cr_notice_text *t, cr_arena *arena, cr_notice *n) {
    cr_mention found[CR_NOTICE_MENTIONS];
    size_t count = cr_notice_mentions(t, found), main = mention_beside(t, CR_NOTICE_MAIN, 60, found, count);
    for (size_t i = 0; i < count && main == count; i++) /* no word for "main": what it was translated from */
        if (is_source(t, &found[i]))
            main = i;
    if (main == count)
        main = mention_beside(t, CR_NOTICE_ORIGINAL, 20, found, count);
    if (main < count)
        n->main_language = cr_str_of(found[main].code);
    n->languages.items = CR_NEW_ARRAY(arena, cr_str, count + 1);
    if (!n->languages.items)
        return;
    cr_str relay = cr_notice_plain(arena, n->relay_of);
    for (size_t i = 0; i < count; i++)
        if (cr_str_find(relay, cr_str_slice(t->s, found[i].start, found[i].end), 0) == CR_STR_NPOS && !cr_str_is(n->main_language, found[i].code) && !listed(n, found[i].code) &&
            !is_source(t, &found[i]))
            n->languages.items[n->languages.count++] = cr_str_of(found[i].code);
}

/* "this" stands before or behind the item, a word between them at most: "this article", "artikel ini", "bài viết này". */
static bool speaks_of_itself(const cr_notice_text *t) {
    if (cr_notice_has(t, CR_NOTICE_SELF, 0, t->s.len))
        return true;
    size_t end = 0, len;
    for (size_t at = cr_notice_find(t, CR_NOTICE_ITEM, 0, t->s.len, &end), looks = 0; at != CR_STR_NPOS && looks < 24; at = cr_notice_find(t, CR_NOTICE_ITEM, end, t->s.len, &end), looks++) {
        cr_str head = cr_str_trim(cr_str_slice(t->s, 0, at));
        if (ends_with_word(t->rules, CR_NOTICE_DEMO, head, &len))
            return true;
        size_t space = head.len;
        while (space > 0 && head.ptr[space - 1] != ' ')
            space--;
        if (space > 0 && head.len - space <= ITEM_REACH && ends_with_word(t->rules, CR_NOTICE_DEMO, cr_str_trim(cr_str_slice(head, 0, space)), &len))
            return true;
        size_t behind = end + cr_notice_letters_after(t->s, end), to;
        while (behind < t->s.len && t->s.ptr[behind] == ' ')
            behind++;
        size_t demo = cr_notice_find(t, CR_NOTICE_DEMO, behind, behind + 20 < t->s.len ? behind + 20 : t->s.len, &to);
        if (demo == behind && !cr_notice_letters_after(t->s, to))
            return true;
    }
    return false;
}

/* Where the text begins behind "Note:" and the like. */
static size_t behind_label(const cr_notice_text *t) {
    size_t at = 0, end = 0;
    while (at < t->s.len && strchr("([*-_ ", t->s.ptr[at]))
        at++;
    if (cr_notice_find(t, CR_NOTICE_LABEL, at, at + 40 < t->s.len ? at + 40 : t->s.len, &end) == at) {
        size_t behind = end + cr_notice_letters_after(t->s, end);
        if (behind < t->s.len && strchr(":.,-! \xEF", t->s.ptr[behind])) {
            while (behind < t->s.len && (strchr(":.-! ", t->s.ptr[behind]) || (unsigned char)t->s.ptr[behind] == 0xEF))
                behind += (unsigned char)t->s.ptr[behind] == 0xEF ? 3 : 1;
            return behind < t->s.len ? behind : at;
        }
    }
    return at;
}

static size_t words_in(cr_str s) {
    size_t n = 0;
    cr_str rest = s, word;
    while (cr_str_split(&rest, ' ', &word))
        n += word.len > 0;
    return n;
}

/* How the sentence opens that speaks of the machine: with what the page is ("Article traduit …"), or with the translating itself, as a
 * fragment ("Machine translation.", "Translated from …"). */
static int opening(const cr_notice_text *t, size_t start) {
    size_t label = behind_label(t), at = start < label ? label : start, to = cr_notice_sentence_end(t->s, at, false), points = 0;
    while (at < to && t->s.ptr[at] == ' ')
        at++;
    size_t colon = cr_str_find_byte(t->s, ':', at), head = colon != CR_STR_NPOS && colon < to ? colon : to;
    if (cr_notice_find(t, CR_NOTICE_ITEM, at, to, NULL) == at)
        points = 2;
    else if (cr_notice_has(t, CR_NOTICE_ITEM, at, at + 24 < to ? at + 24 : to))
        points = 1;
    if (cr_notice_find(t, CR_NOTICE_TRANSLATE, at, to, NULL) == at || cr_notice_find(t, CR_NOTICE_AUTOMATIC, at, to, NULL) == at) {
        size_t words = words_in(cr_str_slice(t->s, at, head)); /* scripts without spaces: a dozen characters */
        bool fragment = words <= FRAGMENT_WORDS && head - at <= 60 && (words > 1 || head - at <= 40);
        points = fragment ? 2 : points > 1 ? points : 1;
    }
    return (int)points;
}

/* Words quoted at some length are somebody's. */
static bool quotes(cr_str line) {
    static const char *const open[] = {"\xC2\xAB", "\xE2\x80\x9C", "\xE2\x80\x9E", "\xE3\x80\x8C", "\""}, *const shut[] = {"\xC2\xBB", "\xE2\x80\x9D", "\xE2\x80\x9C", "\xE3\x80\x8D", "\""};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        size_t from = cr_str_find(line, cr_str_of(open[i]), 0);
        if (from == CR_STR_NPOS)
            continue;
        from += strlen(open[i]);
        size_t to = cr_str_find(line, cr_str_of(shut[i]), from);
        if (to != CR_STR_NPOS && words_in(cr_str_slice(line, from, to)) > 5)
            return true;
    }
    return false;
}

/* "the English version", "日本語版": a mention has a word for edition beside it. */
static bool names_edition(const cr_notice_text *t) {
    cr_mention found[CR_NOTICE_MENTIONS];
    size_t count = cr_notice_mentions(t, found);
    return mention_beside(t, CR_NOTICE_EDITION, 10, found, count) < count;
}

/* A sentence about machines and translation may be an article's own: what tells is that it speaks of this page, lists editions,
 * names the main one, warns of errors or says that no human had a hand in it; and that it reports nobody's words. */
static int evidence(const cr_notice_text *t, cr_str line, const claims *c, const cr_notice *n) {
    size_t all = t->s.len;
    int points = speaks_of_itself(t) ? 2 : cr_notice_has(t, CR_NOTICE_WEAK, 0, all) ? 1 : 0;
    int opens = opening(t, c->start);
    points = points > opens ? points : opens;
    points += n->languages.count >= 3 ? 2 : n->languages.count > 0 && n->main_language.len > 0;
    bool caution = cr_notice_has(t, CR_NOTICE_CAUTION, 0, all) || cr_notice_has(t, CR_NOTICE_UNEDITED, 0, all);
    points += caution;
    points += n->languages.count > 0 && names_edition(t) ? n->languages.count > 1 ? 2 : 1 : 0;
    points += n->main_language.len > 0 && (caution || opens > 0 || cr_notice_has(t, CR_NOTICE_MAIN, 0, all)); /* "translates from Chinese" alone may be any report */
    points += behind_label(t) > 3;
    points += n->relay_of.len > 0;
    points += n->operator_name.len > 0 && n->machine_translated;
    points -= cr_notice_has(t, CR_NOTICE_REPORT, 0, all) ? 2 : 0;
    points -= quotes(line) ? 2 : 0;
    return points;
}

static bool offers_translation(const cr_notice_text *t) {
    size_t end = 0, at = cr_notice_find(t, CR_NOTICE_COMMAND, 0, 60 < t->s.len ? 60 : t->s.len, &end);
    return at != CR_STR_NPOS && at < 3 && cr_notice_letters_after(t->s, end) == 0;
}

static void add(cr_arena *arena, cr_notice *n, const cr_notice *found) {
    n->machine_translated = n->machine_translated || found->machine_translated;
    n->relayed_automatically = n->relayed_automatically || found->relayed_automatically;
    n->main_language = n->main_language.len ? n->main_language : found->main_language;
    n->languages = n->languages.count ? n->languages : found->languages;
    n->relay_of = n->relay_of.len ? n->relay_of : found->relay_of;
    n->operator_name = n->operator_name.len ? n->operator_name : found->operator_name;
    n->text = n->text.len ? cr_str_format(arena, "%.*s %.*s", CR_FMT(n->text), CR_FMT(found->text)) : found->text;
}

bool cr_notice_line(const cr_notice_rules *r, cr_arena *arena, cr_str line, cr_notice **notice) {
    if (!r || line.len < 12 || line.len > LINE_BYTES || !may_be_notice(r, line))
        return false;
    line = cr_str_squeeze(arena, line);
    cr_notice_text t = {.rules = r, .s = cr_notice_plain(arena, line)};
    size_t all = t.s.len;
    if (!cr_notice_has(&t, CR_NOTICE_MACHINE, 0, all) || offers_translation(&t))
        return false;
    claims c = read_claims(&t);
    if (!c.translated && !c.relayed && !c.generated)
        return false;
    cr_notice found = {.text = line, .relayed_automatically = c.relayed};
    found.relay_of = c.relayed ? cr_notice_relay_of(r, arena, line) : c.translated ? cr_notice_original_of(r, arena, line) : CR_STR_NONE;
    take_languages(&t, arena, &found);
    found.machine_translated = c.translated || (c.generated && found.languages.count > 1);
    found.operator_name = cr_notice_operator(r, arena, line, found.relay_of);
    if ((!found.machine_translated && !c.relayed) || evidence(&t, line, &c, &found) < ENOUGH)
        return false;
    cr_notice *n = *notice ? *notice : (*notice = CR_NEW(arena, cr_notice));
    if (!n)
        return false;
    add(arena, n, &found);
    return true;
}

bool cr_notice_unedited(const cr_notice_rules *r, cr_arena *arena, cr_str line) {
    cr_notice_text t = {.rules = r, .s = cr_notice_plain(arena, line)};
    return cr_notice_has(&t, CR_NOTICE_UNEDITED, 0, t.s.len);
}

static bool acronym(cr_str word) {
    size_t capitals = 0;
    for (size_t at = 0; at < word.len;) {
        uint32_t c = cr_utf8_next(word, &at);
        if (!u_isupper((UChar32)c) && !u_isdigit((UChar32)c))
            return false;
        capitals++;
    }
    return capitals >= 2 && capitals <= 6;
}

cr_str cr_notice_outlet(cr_str tail) {
    tail = cr_str_trim(tail);
    size_t words = 1;
    for (size_t i = 0; i < tail.len; i++)
        words += tail.ptr[i] == ' ';
    cr_str rest = tail, first;
    if (tail.len < 2 || !cr_str_split(&rest, ' ', &first))
        return CR_STR_NONE;
    if (acronym(first) && words > 1)
        return words == 2 && cr_str_starts_nocase(rest, "news") ? tail : first;
    return words <= 4 && tail.len <= 60 ? tail : CR_STR_NONE;
}

size_t cr_notice_headline_end(cr_str s, size_t *width) {
    static const char *const signs[] = {" \xE2\x80\x94 ", " | ", " \xE2\x80\x93 ", " - ", " \xC2\xBB ", " \xC2\xB7 ", "\xE2\x80\x94\xE2\x80\x94", "\xE2\x80\x94", "_", "\xEF\xBD\x9C"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        cr_str sign = cr_str_of(signs[i]);
        size_t found = CR_STR_NPOS;
        for (size_t at = cr_str_find(s, sign, 0); at != CR_STR_NPOS; at = cr_str_find(s, sign, at + 1))
            found = at;
        cr_str tail = found == CR_STR_NPOS ? CR_STR_NONE : cr_str_trim(cr_str_slice(s, found + sign.len, s.len));
        if (tail.len && tail.len <= 80 && found > 12 && found > tail.len / 2) {
            *width = sign.len;
            return found;
        }
    }
    return CR_STR_NPOS;
}
