#include <courant/article.h>

static const char *const kinds[] = {
    [CR_BLOCK_PARAGRAPH] = "paragraph", [CR_BLOCK_HEADING] = "heading", [CR_BLOCK_QUOTATION] = "quotation",
    [CR_BLOCK_LIST_ITEM] = "list_item", [CR_BLOCK_CAPTION] = "caption", [CR_BLOCK_PREFORMATTED] = "preformatted",
};
static const char *const outcomes[CR_OUTCOME_COUNT] = {
    [CR_OUTCOME_ARTICLE] = "article",           [CR_OUTCOME_NO_ARTICLE] = "no_article",
    [CR_OUTCOME_INDEX_PAGE] = "index_page",     [CR_OUTCOME_CONSENT_WALL] = "consent_wall",
    [CR_OUTCOME_PAYWALL_STUB] = "paywall_stub", [CR_OUTCOME_ERROR_PAGE] = "error_page",
    [CR_OUTCOME_BLOCKED] = "blocked",
};

const char *cr_block_kind_name(cr_block_kind kind) {
    return (unsigned)kind < sizeof kinds / sizeof *kinds ? kinds[kind] : "paragraph";
}

const char *cr_outcome_name(cr_outcome outcome) {
    return (unsigned)outcome < CR_OUTCOME_COUNT ? outcomes[outcome] : "no_article";
}

bool cr_block_kind_parse(cr_str name, cr_block_kind *out) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (cr_str_is(name, kinds[i])) {
            *out = (cr_block_kind)i;
            return true;
        }
    return false;
}

bool cr_outcome_parse(cr_str name, cr_outcome *out) {
    for (size_t i = 0; i < CR_OUTCOME_COUNT; i++)
        if (cr_str_is(name, outcomes[i])) {
            *out = (cr_outcome)i;
            return true;
        }
    return false;
}
