/* Languages by the names that clients give them: LibreTranslate's codes are of two letters, except pt-BR, zh-Hans and zh-Hant; it also takes the
 * older pb, zh and zt, and does not tell capitals. */
#include <courant/language.h>
#include <stdlib.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "site/page.h"
#include "site/translate.h"

enum { LIST_WAIT_MS = 3000, DETECT_BYTES = 20000, CODE_BYTES = 15 };

/* ---- codes ---- */

/* Names of one language, ours and theirs, nearest first. */
static const char *const same[][5] = {
    {"zh", "zh-Hans", "zh-CN", NULL}, {"zh-Hans", "zh", "zh-CN", NULL}, {"zt", "zh-Hant", "zh-TW", "zh_hant", NULL}, {"zh-Hant", "zt", "zh-TW", "zh_hant", NULL},
    {"pb", "pt-BR", "pt", NULL},      {"pt-BR", "pb", "pt", NULL},      {"pt", "pt-BR", NULL},                       {"zh-CN", "zh", "zh-Hans", NULL},
    {"zh-TW", "zt", "zh-Hant", NULL}, {"nb", "no", NULL},               {"no", "nb", NULL}};

static cr_str find_code(const cr_desk_pairs *pairs, cr_str code) {
    for (size_t i = 0; i < pairs->languages.count; i++)
        if (cr_str_eq_nocase(pairs->languages.items[i], code))
            return pairs->languages.items[i];
    return CR_STR_NONE;
}

cr_str cr_language_resolve(const cr_desk_pairs *pairs, cr_str code) {
    cr_str found = find_code(pairs, code);
    for (size_t i = 0; cr_str_none(found) && i < sizeof same / sizeof *same; i++)
        if (cr_str_is_nocase(code, same[i][0]))
            for (size_t k = 1; same[i][k] && cr_str_none(found); k++)
                found = find_code(pairs, cr_str_of(same[i][k]));
    return found;
}

cr_str cr_language_shown(cr_str code) {
    if (cr_str_is(code, "zh") || cr_str_is(code, "zh-CN"))
        return CR_STR("zh-Hans");
    if (cr_str_is(code, "zt") || cr_str_is(code, "zh_hant") || cr_str_is(code, "zh-TW"))
        return CR_STR("zh-Hant");
    return cr_str_is(code, "pb") ? CR_STR("pt-BR") : code;
}

cr_str cr_language_shown_name(cr_arena *a, cr_str code, const char *in) {
    char tag[CODE_BYTES + 1] = "", locale[80], bytes[200];
    UChar name[80];
    UErrorCode status = U_ZERO_ERROR;
    int32_t parsed = 0, n = 0;
    cr_str shown = cr_language_shown(code);
    if (!shown.len || shown.len > CODE_BYTES)
        return code;
    memcpy(tag, shown.ptr, shown.len);
    uloc_forLanguageTag(tag, locale, sizeof locale, &parsed, &status);
    int32_t length = uloc_getDisplayName(locale, in, name, 80, &status);
    if (U_FAILURE(status) || length <= 0 || length >= 80)
        return code;
    u_strToUTF8(bytes, sizeof bytes, &n, name, length, &status);
    return U_SUCCESS(status) && n < (int32_t)sizeof bytes ? cr_str_copy(a, (cr_str){bytes, (size_t)n}) : code;
}

/* ---- /languages, /frontend/settings ---- */

static const cr_desk_pairs *take_pairs(cr_call *call) {
    const cr_desk_pairs *pairs = cr_desk_pairs_take(call->service->desk, LIST_WAIT_MS);
    if (!pairs)
        cr_call_error(call, 500, "The languages are not known yet; try again in a few seconds");
    return pairs;
}

typedef struct listed {
    cr_str code, name; /* the engines' code */
} listed;

static int by_name(const void *x, const void *y) { /* English first, as LibreTranslate has it */
    const listed *a = x, *b = y;
    bool first = cr_str_is(a->code, "en"), second = cr_str_is(b->code, "en");
    return first != second ? (first ? -1 : 1) : cr_str_compare(a->name, b->name);
}

static int by_text(const void *x, const void *y) { return cr_str_compare(*(const cr_str *)x, *(const cr_str *)y); }

/* The language of names: ?lang=, else the first of Accept-Language. */
static void reply_language(cr_call *call, const cr_site_request *r, char out[8]) {
    char code[8];
    cr_form query = {0};
    cr_error ignored;
    cr_str rest = r->accept_language, first;
    memcpy(out, "en", 3);
    if (cr_form_urlencoded(call->arena, r->query, call->service->limits, &query, &ignored) == CR_OK && cr_form_value(&query, "lang").len)
        rest = cr_form_value(&query, "lang");
    if (cr_str_split(&rest, ',', &first)) {
        size_t end = cr_str_find_byte(first, ';', 0);
        first = cr_str_trim(end == CR_STR_NPOS ? first : cr_str_slice(first, 0, end));
        if (first.len <= CODE_BYTES && cr_language_normalise(first, code))
            memcpy(out, code, 8);
    }
}

void cr_languages_out(cr_call *call, const cr_site_request *request) {
    const cr_desk_pairs *pairs = take_pairs(call);
    if (!pairs)
        return;
    char in[8];
    reply_language(call, request, in);
    size_t count = pairs->languages.count;
    listed *all = CR_NEW_ARRAY(call->arena, listed, count + 1);
    cr_str *targets = CR_NEW_ARRAY(call->arena, cr_str, count + 1);
    cr_json j = cr_call_json(call);
    cr_json_array(&j);
    for (size_t i = 0; all && i < count; i++)
        all[i] = (listed){pairs->languages.items[i], cr_language_shown_name(call->arena, pairs->languages.items[i], in)};
    if (all)
        qsort(all, count, sizeof *all, by_name);
    for (size_t i = 0; all && targets && i < count; i++) {
        size_t n = 0;
        targets[n++] = cr_language_shown(all[i].code);
        for (size_t k = 0; k < pairs->count && n < count; k++)
            if (cr_str_eq(pairs->routes[k].from, all[i].code) && !cr_str_eq(pairs->routes[k].to, all[i].code))
                targets[n++] = cr_language_shown(pairs->routes[k].to);
        qsort(targets, n, sizeof *targets, by_text);
        cr_json_object(&j);
        cr_json_member(&j, "code", cr_language_shown(all[i].code));
        cr_json_member(&j, "name", all[i].name);
        cr_json_member_strs(&j, "targets", (cr_strs){targets, n});
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_desk_pairs_give(call->service->desk, pairs);
}

static void write_language(cr_json *j, const char *key, cr_str code, cr_str name) {
    cr_json_key(j, key);
    cr_json_object(j);
    cr_json_member(j, "code", code);
    cr_json_member(j, "name", name);
    cr_json_end(j);
}

void cr_settings_out(cr_call *call) {
    const cr_service *s = call->service;
    const cr_desk_pairs *pairs = take_pairs(call);
    if (!pairs)
        return;
    cr_str target = cr_language_resolve(pairs, s->site->main);
    if (cr_str_none(target))
        target = pairs->languages.count ? pairs->languages.items[0] : CR_STR("en");
    cr_json j = cr_call_json(call);
    cr_json_object(&j);
    cr_json_member_int(&j, "charLimit", s->options->char_limit);
    cr_json_member_int(&j, "frontendTimeout", 500);
    cr_json_member_bool(&j, "apiKeys", s->key_count > 0);
    cr_json_member_bool(&j, "keyRequired", s->key_required);
    cr_json_member_bool(&j, "suggestions", false);
    cr_json_member_bool(&j, "filesTranslation", false);
    cr_json_member_strs(&j, "supportedFilesFormat", (cr_strs){0});
    cr_json_key(&j, "language");
    cr_json_object(&j);
    write_language(&j, "source", CR_STR("auto"), CR_STR("Auto Detect"));
    write_language(&j, "target", cr_language_shown(target), cr_language_shown_name(call->arena, target, "en"));
    cr_json_end(&j);
    cr_json_end(&j);
    cr_desk_pairs_give(s->desk, pairs);
}

/* ---- detection ---- */

/* One language over all texts; `pairs` may be NULL. Nothing recognised: "en" with confidence 0, as LibreTranslate says it. */
static cr_str detect(const cr_call *call, double *confidence) {
    cr_buf all;
    bool letters = false;
    cr_buf_init(&all, CR_BUF_NO_CEILING);
    for (size_t i = 0; i < call->asked.q.count && all.len < DETECT_BYTES; i++) {
        cr_str q = call->asked.q.items[i];
        size_t end = q.len < DETECT_BYTES ? q.len : DETECT_BYTES;
        while (end && end < q.len && ((unsigned char)q.ptr[end] & 0xC0) == 0x80)
            end--;
        letters = letters || cr_text_has_letters(q);
        cr_buf_add_str(&all, cr_str_slice(q, 0, end));
        cr_buf_add_byte(&all, '\n');
    }
    cr_language l = {.code = "und"};
    if (letters && !all.failed)
        l = cr_language_detect(cr_buf_str(&all), CR_STR_NONE);
    cr_buf_free(&all);
    bool known = strcmp(l.code, "und") != 0;
    *confidence = known ? (double)(int)(l.confidence * 1000 + 0.5) / 10 : 0;
    return known ? cr_str_copy_z(call->arena, l.code) : CR_STR("en");
}

static void write_detected(cr_json *j, cr_str code, double confidence) {
    cr_json_object(j);
    cr_json_key(j, "confidence");
    cr_json_number(j, confidence, 1);
    cr_json_member(j, "language", code);
    cr_json_end(j);
}

void cr_detect_out(cr_call *call) {
    double confidence;
    cr_str code = detect(call, &confidence);
    const cr_desk_pairs *pairs = cr_desk_pairs_take(call->service->desk, 0);
    cr_str known = pairs ? cr_language_resolve(pairs, code) : CR_STR_NONE;
    cr_json j = cr_call_json(call);
    cr_json_array(&j);
    write_detected(&j, cr_language_shown(cr_str_none(known) ? code : known), confidence);
    cr_json_end(&j);
    cr_desk_pairs_give(call->service->desk, pairs);
}

void cr_detected_out(const cr_call *call, cr_json *j) {
    if (!call->automatic)
        return;
    cr_json_key(j, "detectedLanguage");
    if (call->asked.list)
        cr_json_array(j);
    for (size_t i = 0; i < call->asked.q.count; i++)
        write_detected(j, call->detected, call->confidence);
    if (call->asked.list)
        cr_json_end(j);
}

/* ---- the pair ---- */

/* A language that may well exist, but for which nothing is installed: with the command that mends it. */
static void not_supported(cr_call *call, cr_str code, cr_str from, cr_str to) {
    char plain[8], other[8];
    bool known = code.len <= CODE_BYTES && cr_language_normalise(code, plain) &&
                 !cr_str_is(cr_language_shown_name(call->arena, cr_str_of(plain), "en"), plain);
    bool both = known && !cr_str_is(from, "auto") && from.len <= CODE_BYTES && to.len <= CODE_BYTES && cr_language_normalise(from, plain) &&
                cr_language_normalise(to, other);
    cr_str shown = cr_str_slice(code, 0, code.len < 60 ? code.len : 60);
    if (both)
        cr_call_error(call, 400, "%.*s is not supported: nothing is installed that translates it; `courant models add --from %s --to %s` installs a model", CR_FMT(shown),
                      plain, other);
    else
        cr_call_error(call, 400, "%.*s is not supported", CR_FMT(shown));
}

static bool choose(cr_call *call, const cr_desk_pairs *pairs) {
    cr_call_parameters *p = &call->asked;
    call->automatic = cr_str_is_nocase(p->source, "auto");
    cr_str code = call->automatic ? detect(call, &call->confidence) : p->source;
    call->from = cr_language_resolve(pairs, code);
    call->detected = cr_language_shown(cr_str_none(call->from) ? code : call->from);
    call->to = cr_language_resolve(pairs, p->target);
    bool nothing = call->automatic && call->confidence <= 0; /* no words: nothing will be translated */
    if (cr_str_none(call->from) && !nothing)
        not_supported(call, code, code, p->target);
    else if (cr_str_none(call->to))
        not_supported(call, p->target, code, p->target);
    else if (p->format.len && !cr_str_is(p->format, "text") && !cr_str_is(p->format, "html"))
        cr_call_error(call, 400, "%.*s format is not supported", CR_FMT(cr_str_slice(p->format, 0, p->format.len < 60 ? p->format.len : 60)));
    else if (!nothing && !cr_str_eq(call->from, call->to) && !cr_desk_pairs_find(pairs, call->from, call->to)) {
        cr_str from = cr_language_shown(call->from), to = cr_language_shown(call->to);
        cr_str from_name = cr_language_shown_name(call->arena, call->from, "en"), to_name = cr_language_shown_name(call->arena, call->to, "en");
        cr_call_error(call, 400,
                      "%.*s (%.*s) is not available as a target language from %.*s (%.*s); `courant models add --from %.*s --to %.*s` installs a model for it", CR_FMT(to_name),
                      CR_FMT(to), CR_FMT(from_name), CR_FMT(from), CR_FMT(call->from), CR_FMT(call->to));
    } else {
        if (cr_str_none(call->from))
            call->from = call->to;
        call->html = cr_str_is(p->format, "html");
        call->from = cr_str_copy(call->arena, call->from); /* the list may go */
        call->to = cr_str_copy(call->arena, call->to);
        return true;
    }
    return false;
}

bool cr_call_languages(cr_call *call) {
    const cr_desk_pairs *pairs = take_pairs(call);
    bool good = pairs && choose(call, pairs);
    if (good && call->automatic)
        call->detected = cr_str_copy(call->arena, call->detected);
    cr_desk_pairs_give(call->service->desk, pairs);
    return good;
}
