/* Statements of one text: the order of the work is in README.md. */
#include <stdlib.h>
#include <stdio.h>

#include "base/data.h"
#include "base/vec.h"
#include "speech/speech.h"
#include "speech/strings.h"
#include "speech/tools.h"
#include "text/traits.h"

enum { MOST_IN_SENTENCE = 64 }; /* cues and quotations of one sentence that are looked at */

const char *cr_speech_type_name(cr_speech_type type) {
    static const char *const names[] = {"direct", "indirect", "mixed"};
    return (size_t)type < 3 ? names[type] : "indirect";
}

const char *cr_speech_act_name(cr_speech_act act) {
    static const char *const names[] = {"says", "demands", "offers", "promises", "refuses", "warns", "denies", "asks"};
    return (size_t)act < 8 ? names[act] : "says";
}

enum { LONGEST_CODE = 11 };

/* A language is every data file speech/CODE.txt; the others share nothing but quotation marks. */
typedef struct language {
    char code[LONGEST_CODE + 1];
    cr_lexicon *lexicon;      /* words of statements and of names */
    cr_string_words *strings; /* read by strings.c; then the lexicon holds names alone */
} language;

struct cr_quotes_tools {
    language *languages;
    size_t count;
    cr_lexicon *plain;
};

/* The code of "speech/CODE.txt", or none. */
static cr_str code_of(const char *name) {
    cr_str n = cr_str_of(name);
    if (!cr_str_starts(n, "speech/") || !cr_str_ends(n, ".txt"))
        return CR_STR_NONE;
    cr_str code = cr_str_slice(n, 7, n.len - 4);
    return code.len && code.len <= LONGEST_CODE && cr_str_find(code, CR_STR("/"), 0) == CR_STR_NPOS ? code : CR_STR_NONE;
}

static cr_status read_language(language *l, const cr_data_file *file, cr_str code, cr_error *err) {
    cr_str data = {(const char *)file->bytes, file->len}, wrong = CR_STR_NONE;
    snprintf(l->code, sizeof l->code, "%.*s", CR_FMT(code));
    CR_TRY(cr_lexicon_open(code, &l->lexicon, err));
    if (!cr_string_words_wanted(data))
        return cr_lexicon_read(l->lexicon, file->name, data, err);
    l->strings = cr_string_words_read(data, &wrong);
    return l->strings ? CR_OK : cr_fail(err, CR_ERR_SYNTAX, "%s: not a line of words read by strings: %.*s", file->name, CR_FMT(wrong));
}

cr_status cr_quotes_tools_read(cr_quotes_tools **out, cr_error *err) {
    cr_quotes_tools *t = *out = calloc(1, sizeof *t);
    size_t most = 0;
    for (size_t i = 0; i < cr_data_file_count; i++)
        most += code_of(cr_data_files[i].name).len > 0;
    if (t)
        t->languages = calloc(most + 1, sizeof *t->languages);
    cr_status status = t && t->languages && (t->plain = cr_lexicon_new(CR_STR("und"))) ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory for the words of statements");
    for (size_t i = 0; status == CR_OK && i < cr_data_file_count; i++) {
        cr_str code = code_of(cr_data_files[i].name);
        if (code.len)
            status = read_language(&t->languages[t->count++], &cr_data_files[i], code, err);
    }
    if (status != CR_OK) {
        cr_quotes_tools_free(t);
        *out = NULL;
    }
    return status;
}

cr_quotes_tools *cr_quotes_tools_new(void) {
    cr_quotes_tools *t;
    cr_error err;
    return cr_quotes_tools_read(&t, &err) == CR_OK ? t : NULL;
}

void cr_quotes_tools_free(cr_quotes_tools *t) {
    if (!t)
        return;
    for (size_t i = 0; i < t->count; i++) {
        cr_lexicon_free(t->languages[i].lexicon);
        cr_string_words_free(t->languages[i].strings);
    }
    free(t->languages);
    cr_lexicon_free(t->plain);
    free(t);
}

static const language *language_of(const cr_quotes_tools *t, cr_str lang) {
    for (size_t i = 0; i < t->count; i++)
        if (cr_str_is(lang, t->languages[i].code))
            return &t->languages[i];
    return NULL;
}

const cr_lexicon *cr_quotes_tools_lexicon(const cr_quotes_tools *t, cr_str lang) {
    const language *l = language_of(t, lang);
    return l ? l->lexicon : t->plain;
}

/* Which cues and quotations each sentence holds. */
static void share_out(cr_reading *r) {
    uint32_t cue = 0, region = 0;
    for (uint32_t i = 0; i < r->region_count; i++)
        r->regions[i].cue = CR_NOWHERE;
    for (uint32_t i = 0; i < r->sentence_count; i++) {
        cr_sentence *s = &r->sentences[i];
        while (cue < r->cue_count && r->cues[cue].from < s->from)
            cue++;
        s->cue_from = cue;
        while (cue < r->cue_count && r->cues[cue].verb < s->to) {
            r->cues[cue].sentence = i;
            cue++;
        }
        s->cue_to = cue - s->cue_from > MOST_IN_SENTENCE ? s->cue_from + MOST_IN_SENTENCE : cue;
        while (region < r->region_count && r->regions[region].open < s->from)
            region++;
        s->region_from = region;
        while (region < r->region_count && r->regions[region].open < s->to)
            region++;
        s->region_to = region - s->region_from > MOST_IN_SENTENCE ? s->region_from + MOST_IN_SENTENCE : region;
    }
}

static bool index_mentions(cr_reading *r) {
    r->mention_at = CR_NEW_ARRAY(r->arena, uint32_t, r->t.count + 3);
    if (!r->mention_at)
        return false;
    for (uint32_t k = 0; k < r->mention_count; k++)
        for (uint32_t i = r->mentions[k].start; i < r->mentions[k].end; i++)
            r->mention_at[i] = k + 1;
    return true;
}

/* The words of all spans, white space squeezed, a gap shown by an ellipsis. */
static cr_str joined(cr_reading *r, const cr_span *spans, size_t count) {
    cr_str whole = CR_STR_NONE;
    for (size_t i = 0; i < count; i++) {
        cr_str part = cr_str_slice(r->in->text, spans[i].start, spans[i].end);
        whole = i ? cr_str_format(r->arena, "%.*s … %.*s", CR_FMT(whole), CR_FMT(part)) : part;
    }
    return whole;
}

static cr_span *spans_of(cr_reading *r, const cr_found *f, size_t *count) {
    cr_span *spans = NULL;
    size_t capacity = 0;
    *count = 0;
    for (uint32_t k = 0; k < f->span_count; k++) {
        uint32_t from = f->spans[k].from;
        for (uint32_t i = from; i < f->spans[k].to; i++) { /* a blank line is no part of what was said */
            bool last = i + 1 == f->spans[k].to;
            if (!last && !(r->t.at[i + 1].flags & CR_TOKEN_BLANK))
                continue;
            cr_span *s = CR_PUSH(r->arena, spans, *count, capacity);
            if (!s)
                return spans;
            *s = (cr_span){r->t.at[from].start, r->t.at[i].end};
            from = i + 1;
        }
    }
    return spans;
}

/* "Selon l'agence Antara, A, rapporte Antara": nobody carries his own words. */
static void not_by_itself(cr_statement *s) {
    size_t n = 0;
    for (size_t i = 0; i < s->via.count; i++) {
        cr_str v = s->via.items[i], who = s->speaker;
        bool same = v.len && who.len >= v.len && cr_str_eq_nocase(cr_str_slice(who, who.len - v.len, who.len), v) && (who.len == v.len || who.ptr[who.len - v.len - 1] == ' ');
        if (!same)
            s->via.items[n++] = v;
    }
    s->via.count = n;
}

static void fill(cr_reading *r, const cr_found *f, cr_statement *s) {
    *s = (cr_statement){.type = f->type};
    s->quote_spans = spans_of(r, f, &s->quote_span_count);
    s->quote = joined(r, s->quote_spans, s->quote_span_count);
    s->speaker = f->speaker.name;
    s->role = f->speaker.role;
    cr_phrase m = f->speaker.mention;
    bool beside = f->cue != CR_NOWHERE || !f->continues;
    if (m.to > m.from && beside) {
        s->mention = cr_tokens_slice(&r->t, m.from, m.to);
        s->speaker_span = (cr_span){r->t.at[m.from].start, r->t.at[m.to - 1].end};
    } else if (m.to > m.from) /* the speaker of the statement before: shown where it stands */
        s->speaker_span = (cr_span){r->t.at[m.from].start, r->t.at[m.to - 1].end};
    if (f->cue != CR_NOWHERE) {
        const cr_cue *c = &r->cues[f->cue];
        uint32_t to = c->inverted && c->pronoun + 1 == c->to ? c->to - 1 : c->to;
        s->verb_span = (cr_span){r->t.at[c->from].start, r->t.at[to - 1].end};
        s->verb = cr_str_slice(r->in->text, s->verb_span.start, s->verb_span.end);
        s->act = (cr_speech_act)(c->lex >> CR_LEX_ACT_SHIFT & 7);
        s->negated = c->negated;
    }
    cr_speech_circumstances(r, f, s);
    not_by_itself(s);
    s->date = cr_speech_when(r, f);
}

/* A quotation over several lines is one statement a line: pages break lines between sentences. */
static bool emit(cr_reading *r, const cr_found *f, cr_statement **out, size_t *count, size_t *capacity) {
    cr_found piece = *f;
    for (uint32_t k = 0; k < f->span_count; k++) {
        piece.spans[0] = f->spans[k];
        for (uint32_t i = f->spans[k].from + 1; i < f->spans[k].to; i++) {
            uint8_t flags = r->t.at[i].flags;
            if (!(flags & CR_TOKEN_LINE) || (flags & CR_TOKEN_BLANK) || r->english)
                continue;
            piece.spans[0].to = i;
            piece.span_count = 1;
            cr_statement *s = CR_PUSH(r->arena, *out, *count, *capacity);
            if (!s)
                return false;
            fill(r, &piece, s);
            piece.spans[0] = (cr_phrase){i, f->spans[k].to};
            if (*count >= 2000)
                return true;
        }
        if (piece.spans[0].from != f->spans[k].from || f->span_count == 1) {
            piece.span_count = 1;
            cr_statement *s = CR_PUSH(r->arena, *out, *count, *capacity);
            if (!s)
                return false;
            fill(r, &piece, s);
            piece = *f;
            if (f->span_count == 1)
                return true;
            continue;
        }
        if (k + 1 == f->span_count) {
            cr_statement *s = CR_PUSH(r->arena, *out, *count, *capacity);
            if (!s)
                return false;
            fill(r, f, s);
        }
    }
    return true;
}

/* The statement that a quotation without a verb of its own goes on with: the one before it, or, in English, the last that held
 * a quotation, where only words without marks came between (“A,” he said, adding that it was late. “B.”). */
static cr_found *goes_on_with(const cr_reading *r, cr_found *done, size_t count, const cr_found *f) {
    cr_found *last = count ? &done[count - 1] : NULL;
    for (unsigned n = 0; r->english && last && n < 3 && last->type == CR_SPEECH_INDIRECT && last > done && last[-1].sentence == last->sentence; n++)
        last--;
    if (!last || last->type == CR_SPEECH_INDIRECT || f->sentence > last->until + 1 || last->span_count + f->span_count >= 30)
        return NULL;
    uint32_t end = last->spans[last->span_count - 1].to;
    if (r->english) { /* the mark that was left open at the paragraph's end goes on in the next one */
        uint32_t g = end ? r->inside[end - 1] : 0;
        return last->cue != CR_NOWHERE || last->continues || (g && !r->regions[g - 1].closed) ? last : NULL;
    }
    if (last->cue == CR_NOWHERE)
        return NULL;
    for (uint32_t i = end; i <= f->spans[0].from; i++)
        if (r->t.at[i].flags & CR_TOKEN_LINE)
            return NULL;
    return last;
}

/* « A », a dit X. « B »: one statement where B has no speaker of its own and stands in the same line. */
static void merge(cr_reading *r) {
    size_t to = 0;
    for (size_t k = 0; k < r->found_count; k++) {
        cr_found *f = &r->found[k];
        f->until = f->sentence;
        cr_found *last = f->cue == CR_NOWHERE && f->continues ? goes_on_with(r, r->found, to, f) : NULL;
        if (last) {
            for (uint32_t i = 0; i < f->span_count; i++)
                last->spans[last->span_count++] = f->spans[i];
            last->until = r->english ? f->sentence : f->sentence - (f->sentence > last->until ? 1 : 0);
            continue;
        }
        r->found[to++] = *f;
    }
    r->found_count = to;
}

static cr_status read_text(cr_reading *r, const cr_lexicon *lexicon, cr_error *err) {
    size_t mentions = 0;
    CR_TRY(cr_tokens_cut(r->arena, r->in->text, r->in->lang, &r->t, err));
    cr_lexicon_mark(lexicon, &r->t);
    CR_TRY(cr_mentions_find(r->arena, &r->t, &r->mentions, &mentions, err));
    r->mention_count = (uint32_t)mentions;
    if (r->names)
        CR_TRY(cr_mentions_names(r->arena, &r->t, r->mentions, mentions, r->names, r->name_count, err));
    r->last.full = r->last_person.full = r->last_body.full = CR_NOWHERE;
    bool ok = index_mentions(r) && cr_speech_marks(r) && cr_speech_sentences(r) && cr_speech_cues(r);
    if (ok)
        share_out(r);
    for (uint32_t i = 0; ok && i < r->sentence_count; i++)
        if (r->sentences[i].cue_to > r->sentences[i].cue_from || r->sentences[i].region_to > r->sentences[i].region_from)
            ok = cr_speech_contents(r, i);
    return ok ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory for the statements of a text of %zu bytes", r->in->text.len);
}

/* "رئيسة بلدية المدينة آنا كيلر": a role, closed by a definite noun or a place, then two words or more that are neither: a name. */
static void part_role(const cr_lexicon *lexicon, cr_statement *s) {
    const uint64_t other = CR_LEX_COMMON | CR_LEX_ROLE | CR_LEX_TITLE | CR_LEX_ORGANISATION | CR_LEX_PREPOSITION | CR_LEX_TIME | CR_LEX_NATIONAL;
    cr_str rest = s->mention, word;
    size_t from = 0, words = 0, closed = 0, comma = cr_str_find(s->mention, CR_STR("، "), 0);
    if (comma != CR_STR_NPOS) { /* the name stands in apposition: strings.c looked at it */
        s->role = cr_str_slice(s->mention, 0, comma);
        s->speaker = cr_str_slice(s->mention, comma + CR_STR("، ").len, s->mention.len);
        return;
    }
    bool role = false;
    for (size_t n = 0; n < 12 && cr_str_split(&rest, ' ', &word); n++) {
        uint64_t lex = cr_lexicon_get(lexicon, word);
        role |= n == 0 && (lex & CR_LEX_ROLE);
        if (cr_str_starts(word, "ال") || cr_str_starts(word, "لل") || (lex & (CR_LEX_PLACE | CR_LEX_NAMED_BODY))) {
            closed = (size_t)(word.ptr - s->mention.ptr) + word.len;
            words = 0;
        } else {
            from = words++ ? from : (size_t)(word.ptr - s->mention.ptr);
            if (lex & other)
                role &= n == 0 || !closed;
        }
    }
    if (!role || !closed || words < 2 || words > 4)
        return;
    s->role = cr_str_slice(s->mention, 0, closed);
    s->speaker = cr_str_slice(s->mention, from, s->mention.len);
}

/* "母親の木村花子さん": what stands between の and a title that only persons have. */
static bool part_title(const cr_lexicon *lexicon, cr_statement *s) {
    enum { LETTER = 3, LONGEST_TITLE = 12, LEAST = 6, MOST = 30 };
    cr_str m = s->mention;
    size_t of = CR_STR_NPOS, title = 0;
    for (size_t n = LETTER; n <= LONGEST_TITLE && n < m.len; n += LETTER)
        if (cr_lexicon_get(lexicon, cr_str_slice(m, m.len - n, m.len)) & CR_LEX_TITLE)
            title = n;
    for (size_t at = 0; title && (at = cr_str_find(m, CR_STR("の"), at)) != CR_STR_NPOS; at += LETTER)
        of = at;
    size_t from = of == CR_STR_NPOS ? 0 : of + LETTER;
    if (!title || m.len < from + title + LEAST || m.len - title - from > MOST)
        return false;
    s->speaker = cr_str_slice(m, from, m.len - title);
    return true;
}

/* 王小明: two to four characters, the first or two of them a family's name, and together nothing that a list knows: "他" after it is he. */
static bool family_first(const cr_lexicon *lexicon, cr_str m) {
    enum { LETTER = 3, MOST = 4 * LETTER };
    if (m.len < 2 * LETTER || m.len > MOST || cr_lexicon_get(lexicon, m))
        return false;
    return (cr_lexicon_get(lexicon, cr_str_slice(m, 0, LETTER)) | cr_lexicon_get(lexicon, cr_str_slice(m, 0, 2 * LETTER))) & CR_LEX_PARTICLE;
}

/* He who is only referred to ("他", "وأضافت"): the speaker of the statement that named him, where that is a person or the verb had none. */
static void refer_back(cr_statement *s, bool *person, size_t i) {
    for (size_t j = i; j-- > 0 && j + 8 > i;) {
        if (s[j].mention.ptr != s[i].speaker.ptr)
            continue;
        person[i] = person[j];
        s[i].speaker = person[j] || cr_str_empty(s[i].mention) ? s[j].speaker : CR_STR_NONE;
        s[i].role = s[i].speaker.ptr ? s[j].role : CR_STR_NONE;
        return;
    }
}

/* "俄罗斯外长谢尔盖·库兹明": the person named last within the mention speaks, by the fullest form of the text. Both come in order. */
static cr_status name_speakers(const cr_lexicon *lexicon, cr_reading *r, bool verb_first, cr_statement *s, size_t count, cr_error *err) {
    cr_name *names;
    size_t n, from = 0;
    bool *person = CR_NEW_ARRAY(r->arena, bool, count + 1);
    if ((!count && !r->names) || !person)
        return CR_OK;
    CR_TRY(cr_names_find_with(lexicon, r->arena, r->in->text, r->in->lang, &names, &n, err));
    if (r->names) {
        *r->names = names;
        *r->name_count = n;
    }
    for (size_t i = 0; i < count; i++) {
        cr_span at = s[i].speaker_span;
        if (cr_str_empty(s[i].speaker))
            continue;
        if (s[i].speaker.ptr != s[i].mention.ptr) {
            refer_back(s, person, i);
            continue;
        }
        while (from > 0 && names[from - 1].end > at.start) /* a speaker may stand before that of the statement before */
            from--;
        while (from < n && names[from].start < at.start)
            from++;
        for (size_t k = from; k < n && names[k].end <= at.end; k++)
            if (names[k].kind == CR_NAME_PERSON || (names[k].start == at.start && names[k].end == at.end)) {
                s[i].speaker = names[k].full;
                person[i] |= names[k].kind == CR_NAME_PERSON;
                if (names[k].role.len)
                    s[i].role = names[k].role;
            }
        size_t behind = person[i] ? cr_str_find(s[i].mention, s[i].speaker, 0) : CR_STR_NPOS;
        cr_str before = behind != CR_STR_NPOS && behind ? cr_str_trim(cr_str_slice(s[i].mention, 0, behind)) : CR_STR_NONE, rest = before, first;
        if (verb_first && before.len > s[i].role.len && cr_str_split(&rest, ' ', &first) && (cr_lexicon_get(lexicon, first) & CR_LEX_ROLE)) /* نائب وزير الخارجية X */
            s[i].role = before;
        if (!person[i] && verb_first)
            part_role(lexicon, &s[i]);
        else if (!person[i])
            person[i] = part_title(lexicon, &s[i]) || family_first(lexicon, s[i].mention);
    }
    return CR_OK;
}

static cr_status find(const cr_quotes_tools *tools, cr_reading *r, cr_statement **out, size_t *count, cr_error *err) {
    const cr_traits traits = cr_traits_of(r->in->lang);
    r->english = cr_str_is(r->in->lang, "en");
    r->dates = r->in->dates;
    r->drops = traits.drops_subject;
    r->articles = !traits.bare_nouns;
    r->subject_first = traits.subject_first;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    const language *l = language_of(tools, r->in->lang);
    if (l && l->strings) {
        CR_TRY(cr_string_statements(l->strings, l->lexicon, r->arena, r->in, out, count, err));
        return name_speakers(l->lexicon, r, cr_string_verb_first(l->strings), *out, *count, err);
    }
    cr_status status = read_text(r, l ? l->lexicon : tools->plain, err);
    bool ok = status == CR_OK;
    if (ok)
        merge(r);
    for (size_t i = 0; ok && i < r->found_count; i++)
        ok = emit(r, &r->found[i], out, count, &capacity);
    cr_date_tools_free(r->own_dates);
    if (status != CR_OK)
        return status;
    return ok ? CR_OK : cr_fail(err, CR_ERR_MEMORY, "out of memory for the statements of a text of %zu bytes", r->in->text.len);
}

cr_status cr_quotes_find_with(const cr_quotes_tools *tools, cr_arena *arena, const cr_quotes_input *in, cr_statement **out, size_t *count, cr_error *err) {
    uint64_t steps = 0;
    return cr_quotes_find_counting(tools, arena, in, out, count, &steps, err);
}

cr_status cr_quotes_find_named(const cr_quotes_tools *tools, cr_arena *arena, const cr_quotes_input *in, cr_statement **out, size_t *count, cr_name **names, size_t *name_count, cr_error *err) {
    uint64_t steps = 0;
    cr_reading r = {.arena = arena, .steps = &steps, .in = in, .names = names, .name_count = name_count};
    *names = NULL;
    *name_count = 0;
    return find(tools, &r, out, count, err);
}

cr_status cr_quotes_find_counting(const cr_quotes_tools *tools, cr_arena *arena, const cr_quotes_input *in, cr_statement **out, size_t *count, uint64_t *steps, cr_error *err) {
    cr_reading r = {.arena = arena, .steps = steps, .in = in};
    return find(tools, &r, out, count, err);
}

cr_status cr_quotes_find(cr_arena *arena, const cr_quotes_input *in, cr_statement **out, size_t *count, cr_error *err) {
    cr_quotes_tools *tools;
    *out = NULL;
    *count = 0;
    CR_TRY(cr_quotes_tools_read(&tools, err));
    cr_status status = cr_quotes_find_with(tools, arena, in, out, count, err);
    cr_quotes_tools_free(tools);
    return status;
}
