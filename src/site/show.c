/* Translations as readers see them: one look for each way a text came here, and the original within reach. */
#include <courant/text.h>
#include <math.h>

#include "site/page.h"
#include "translate/translation_json.h"

enum { LEAD_SENTENCES = 40 };

cr_shown cr_show(cr_page *p, cr_str lang, cr_str text) {
    cr_shown s = {.how = CR_SHOWN_OWN, .text = text, .lang = lang, .original = text, .original_lang = lang};
    if (!text.len || cr_str_eq(lang, p->lang) || !lang.len)
        return s;
    s.how = CR_SHOWN_UNTRANSLATED;
    cr_translation t = {0};
    if (!cr_store_memory_best(p->store, p->arena, lang, p->lang, text, &t) || (t.flags & CR_FLAG_ENGINE_FAILED))
        return s;
    s.translation = t;
    s.rejected = !t.text.len;
    if (s.rejected)
        return s;
    if (cr_str_is(t.engine, "none")) {
        s.how = CR_SHOWN_OWN;
        s.kept = t.language.len && cr_str_eq(t.language, p->lang);
        s.lang = s.original_lang = s.kept ? p->lang : lang;
        return s;
    }
    s.text = t.text;
    s.lang = p->lang;
    s.flagged = t.flags != 0 || t.grade == CR_GRADE_POOR;
    s.how = cr_str_is(t.engine, "apertium") ? CR_SHOWN_ROUGH : CR_SHOWN_TRANSLATED;
    p->translated = true;
    return s;
}

cr_shown cr_show_trusted(cr_page *p, cr_str lang, cr_str text) {
    bool translated = p->translated;
    cr_shown s = cr_show(p, lang, text);
    if (s.flagged) {
        p->translated = translated; /* the original is shown */
        s.how = CR_SHOWN_UNTRANSLATED;
        s.text = s.original;
        s.lang = s.original_lang;
    }
    return s;
}

static const char *class_of(const cr_shown *s) {
    switch (s->how) {
    case CR_SHOWN_TRANSLATED: return s->flagged ? "mt flagged" : "mt";
    case CR_SHOWN_ROUGH: return s->flagged ? "mt gloss flagged" : "mt gloss";
    case CR_SHOWN_UNTRANSLATED: return "original";
    default: return NULL;
    }
}

void cr_show_run(cr_page *p, const cr_shown *s) {
    CR_HTML(&p->m, "<span");
    cr_markup_attribute(&p->m, "class", cr_str_of(class_of(s)));
    cr_page_lang(p, s->lang);
    CR_HTML(&p->m, ">");
    cr_markup_text(&p->m, s->text);
    CR_HTML(&p->m, "</span>");
}

void cr_show_text(cr_page *p, const cr_shown *s) {
    cr_show_run(p, s);
    if (s->flagged && s->how != CR_SHOWN_UNTRANSLATED) {
        CR_HTML(&p->m, " <span class=\"flag\">");
        CR_SAY(p, "doubtful");
        CR_HTML(&p->m, "</span>");
    }
}

cr_str cr_show_label(cr_page *p, const cr_shown *s, bool models) {
    cr_str from = cr_page_language(p, s->original_lang);
    if (s->how == CR_SHOWN_UNTRANSLATED)
        return cr_page_text(p, "original in {1}", from);
    if (s->how == CR_SHOWN_OWN)
        return CR_STR("");
    cr_str what = cr_page_text(p, s->how == CR_SHOWN_ROUGH ? CR_N("rough gloss from {1}") : CR_N("translated by machine from {1}"), from);
    cr_str model = models ? s->translation.model : CR_STR_NONE;
    return cr_str_format(p->arena, "%.*s · %.*s%s%.*s", CR_FMT(what), CR_FMT(s->translation.engine), model.len ? " " : "", CR_FMT(model));
}

void cr_show_flags(cr_page *p, const cr_translation *t) {
    static const struct { unsigned bit; const char *text; } names[] = {
        {CR_FLAG_NUMBER_CHANGED, CR_N("a number differs")},   {CR_FLAG_NAME_LOST, CR_N("a name is missing")},
        {CR_FLAG_NEGATION_LOST, CR_N("a negation may be lost")}, {CR_FLAG_REPETITION, CR_N("words repeat")},
        {CR_FLAG_TOO_LONG, CR_N("the length does not fit")},  {CR_FLAG_UNTRANSLATED_WORDS, CR_N("words were left untranslated")},
        {CR_FLAG_SOURCE_DOUBTFUL, CR_N("the original is doubtful")}, {CR_FLAG_URL_CHANGED, CR_N("an address changed")},
        {CR_FLAG_QUOTES_CHANGED, CR_N("quotation marks differ")}, {CR_FLAG_UNIT_CHANGED, CR_N("a unit differs")},
        {CR_FLAG_WRONG_LANGUAGE, CR_N("another language came out")}};
    bool first = true;
    if (t->flags == 0)
        CR_SAY(p, CR_N("the engine was not sure"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (t->flags & names[i].bit) {
            if (!first)
                CR_HTML(&p->m, ", ");
            CR_SAY(p, names[i].text);
            first = false;
        }
}

void cr_show_rejected(cr_page *p, const cr_shown *s) {
    CR_SAY(p, "not shown translated:");
    CR_HTML(&p->m, " ");
    if ((s->translation.flags & CR_FLAG_SOURCE_DOUBTFUL) && s->translation.language.len)
        cr_page_say(p, "this sentence is in {1}, for which there is no engine", cr_page_language(p, s->translation.language));
    else
        cr_show_flags(p, &s->translation);
}

static void write_original(cr_page *p, const cr_shown *s) {
    CR_HTML(&p->m, "<p");
    cr_page_lang(p, s->original_lang);
    CR_HTML(&p->m, ">");
    cr_markup_text(&p->m, s->original);
    CR_HTML(&p->m, "</p>");
}

void cr_show_origin(cr_page *p, const cr_shown *s) {
    if (s->how == CR_SHOWN_OWN)
        return;
    if (s->how == CR_SHOWN_UNTRANSLATED && !s->flagged) {
        CR_HTML(&p->m, "<span class=\"label\">");
        cr_markup_text(&p->m, cr_show_label(p, s, false));
        CR_HTML(&p->m, "</span>");
        return;
    }
    if (s->flagged) /* never without its original: open, and with the reason */
        CR_HTML(&p->m, "<details class=\"origin\" open><summary class=\"label\">");
    else
        CR_HTML(&p->m, "<details class=\"origin\"><summary class=\"label\">");
    cr_markup_text(&p->m, cr_show_label(p, s, false));
    if (s->flagged) {
        CR_HTML(&p->m, " · <span class=\"flag\">");
        cr_show_flags(p, &s->translation);
        CR_HTML(&p->m, "</span>");
    }
    CR_HTML(&p->m, "</summary>");
    write_original(p, s);
    if (s->translation.model.len) {
        CR_HTML(&p->m, "<p class=\"label\" dir=\"ltr\">");
        cr_markup_text(&p->m, s->translation.model);
        CR_HTML(&p->m, "</p>");
    }
    CR_HTML(&p->m, "</details>");
}

/* Sentences that stand together carry one label and one original. */
static void write_lead(cr_page *p, cr_shown *shown, size_t count, cr_str lang, const char *class_name) {
    const cr_shown *translated = NULL, *foreign = &shown[0];
    unsigned flags = 0;
    bool flagged = false;
    cr_shown_how how = CR_SHOWN_OWN;
    for (size_t i = 0; i < count; i++) {
        if (shown[i].how == CR_SHOWN_TRANSLATED || shown[i].how == CR_SHOWN_ROUGH) {
            translated = &shown[i];
            flags |= shown[i].translation.flags;
            flagged |= shown[i].flagged;
        }
        if (shown[i].how > how) {
            how = shown[i].how;
            foreign = &shown[i];
        }
    }
    cr_shown run = translated ? *translated : *foreign; /* the paragraph's look; a doubtful sentence has its own */
    run.flagged = false;
    const char *look = class_of(&run);
    CR_HTML(&p->m, "<p");
    cr_markup_attribute(&p->m, "class", cr_str_format(p->arena, "%s%s%s", class_name, look ? " " : "", look ? look : ""));
    if (!translated)
        cr_page_lang(p, lang);
    CR_HTML(&p->m, ">");
    for (size_t i = 0; i < count; i++) {
        if (i)
            CR_HTML(&p->m, " ");
        if (translated && (shown[i].flagged || shown[i].how == CR_SHOWN_UNTRANSLATED))
            cr_show_text(p, &shown[i]);
        else
            cr_markup_text(&p->m, shown[i].text);
    }
    CR_HTML(&p->m, "</p>");
    if (how == CR_SHOWN_OWN || count == 0)
        return;
    cr_shown whole = translated ? *translated : *foreign;
    whole.original = cr_str_slice(shown[0].original, 0, (size_t)(shown[count - 1].original.ptr + shown[count - 1].original.len - shown[0].original.ptr));
    whole.flagged = flagged;
    whole.translation.flags = flags;
    cr_show_origin(p, &whole);
}

void cr_show_lead(cr_page *p, cr_str lang, cr_str text, size_t most, const char *class_name) {
    cr_span *spans = NULL;
    size_t count = 0;
    cr_error err;
    if (!text.len || cr_text_sentences(p->arena, text, lang, &spans, &count, &err) != CR_OK || count == 0)
        return;
    if (most && count > most)
        count = most;
    if (count > LEAD_SENTENCES)
        count = LEAD_SENTENCES;
    cr_shown *shown = CR_NEW_ARRAY(p->arena, cr_shown, count);
    if (!shown)
        return;
    for (size_t i = 0; i < count; i++)
        shown[i] = cr_show(p, lang, cr_str_slice(text, spans[i].start, spans[i].end));
    write_lead(p, shown, count, lang, class_name);
}

cr_shown cr_show_extract(cr_page *p, cr_str lang, cr_str text, size_t most) {
    cr_shown out = {.how = CR_SHOWN_OWN, .text = text, .lang = lang, .original = text, .original_lang = lang};
    cr_span *spans = NULL;
    size_t count = 0;
    cr_error err;
    if (!text.len || cr_text_sentences(p->arena, text, lang, &spans, &count, &err) != CR_OK || !count)
        return out;
    if (most && count > most)
        count = most;
    out.text = out.original = cr_str_slice(text, spans[0].start, spans[count - 1].end);
    if (cr_str_eq(lang, p->lang))
        return out;
    out.how = CR_SHOWN_UNTRANSLATED;
    cr_str whole = CR_STR("");
    cr_shown s = out;
    for (size_t i = 0; i < count && i < LEAD_SENTENCES; i++) {
        s = cr_show_trusted(p, lang, cr_str_slice(text, spans[i].start, spans[i].end));
        if (s.how == CR_SHOWN_UNTRANSLATED || s.how == CR_SHOWN_OWN)
            return out;
        whole = cr_str_format(p->arena, "%.*s%s%.*s", CR_FMT(whole), whole.len ? " " : "", CR_FMT(s.text));
    }
    s.text = whole;
    s.original = out.original;
    return s;
}

/* Who made it, and how far it may be trusted. */
static void write_maker(cr_json *j, const cr_shown *s) {
    const cr_translation *t = &s->translation;
    cr_translation_json_maker(j, t);
    cr_json_member_bool(j, "rough", s->how == CR_SHOWN_ROUGH);
    cr_translation_json_trust(j, t);
}

void cr_show_json(cr_page *p, cr_json *j, const cr_shown *s) {
    cr_json_member(j, "text", cr_markup_clean(p->arena, s->text, CR_SITE_PAGE_BYTES));
    cr_json_member(j, "lang", s->lang);
    bool machine = s->how == CR_SHOWN_TRANSLATED || s->how == CR_SHOWN_ROUGH;
    cr_json_member_bool(j, "machine_translated", machine);
    if (s->rejected)
        cr_json_member_bool(j, "rejected", true);
    if (!machine && !s->rejected)
        return;
    write_maker(j, s);
    if (!machine)
        return;
    cr_json_key(j, "original");
    cr_json_object(j);
    cr_json_member(j, "text", cr_markup_clean(p->arena, s->original, CR_SITE_PAGE_BYTES));
    cr_json_member(j, "lang", s->original_lang);
    cr_json_end(j);
}
