/* Dates inside: rules from data files, matched over tokens from right to left, resolved from left to right.
 *
 *     text ─▶ tokens ─▶ lattice of edges (class, from, to, meaning) ─▶ longest expressions ─▶ values
 *
 * A meaning is a handful of small integers (enum field). Rules only copy and set fields; the calendar lives in
 * dates_resolve.c and knows no language. The form of the data files is told in data/dates/README.txt. */
#ifndef CR_TEXT_DATES_H
#define CR_TEXT_DATES_H
#include <courant/dates.h>
#include <limits.h>
#include <stdint.h>

#include "text/word_table.h"

typedef enum field {
#define CR_FIELD(name) F_##name,
#include "text/dates_fields.def"
#undef CR_FIELD
    F_COUNT
} field;

enum unit { U_SECOND = 1, U_MINUTE, U_HOUR, U_DAY, U_BUSINESS_DAY, U_WEEKEND, U_WEEK, U_MONTH, U_QUARTER, U_HALF, U_SEASON, U_YEAR,
            U_DECADE, U_CENTURY };
enum season { SEASON_SP = 1, SEASON_SU, SEASON_FA, SEASON_WI };
enum part { PART_MO = 1, PART_MI, PART_AF, PART_EV, PART_NI, PART_DT };
enum { PRESENT_REF = 1, PAST_REF, FUTURE_REF, NO_DATE };

/* The present of what goes by a calendar: "Parliament meets on Wednesday". A weekday beside it is the coming one. */
enum { TENSE_COMING = 2, TENSE_MAYBE_PAST = -2 };

/* Words whose start or end tells their tense: "reprendront", "dimitió", "سيلتقي". */
typedef struct affixes {
    cr_strs list;
    size_t capacity;
    int8_t tense;
    bool front;
} affixes;
enum { AFFIXES = 5, TENSES = 4 };

#define UNSET INT16_MIN
enum { FIELD_ROOM = (F_COUNT + 7) / 8 * 8 }; /* whole vectors of eight: meanings are merged more often than anything */

typedef struct meaning {
    int16_t f[FIELD_ROOM];
    const struct meaning *a, *b; /* of a range; either may be NULL: open */
} meaning;

/* ---- rules ---- */

typedef struct assignment { /* target = ±x [* y] [+ z] */
    field target;
    bool copy_x, copy_y, copy_z, minus; /* x, y, z name fields, else they are numbers */
    int16_t x, y, z;
} assignment;

typedef struct date_rule {
    int symbol; /* of the class it makes */
    int layer;
    bool output, keeps, range;  /* an expression; keeps the helper fields; takes children as ends */
    bool counted;               /* N is a number that is told: "three weeks ago" */
    bool end;                   /* may be an end of a range: its class starts with "date" or "time" */
    assignment *assignments;
    size_t assignment_count;
    const struct meaning *plain; /* what it comes to where all its elements are words */
} date_rule;

typedef struct ending { /* a rule that is complete at a node */
    int rule, next;       /* index of another ending there, 0: none */
    uint8_t skip, length; /* elements before "<"; elements before ">" (0: all) */
} ending;

typedef struct node {
    int symbol;
    int first_child, next, ending; /* indices, 0: none */
    uint64_t children;             /* cr_date_bit of their symbols */
} node;

enum { LAYERS = 8, MOST_ELEMENTS = 24 };

/* What rules do with a symbol, together, as it is asked for at every token. */
typedef struct symbol_use {
    int roots[LAYERS];  /* the first node of each layer, 0: none */
    uint64_t bits;      /* cr_date_bit of it and of its classes that carry nothing */
    uint64_t next[LAYERS]; /* the same of what may come next to `roots`; all bits where a rule is complete */
    uint64_t follow;    /* the same of all that may come next in a rule that starts with these */
    int first_member;   /* its place in `members`, -1: none */
    uint8_t layers;     /* bit L where a rule of layer L starts with these */
    uint8_t tense;      /* bits: it stands in {past}, {future}, {coming}, {untensed} */
    uint8_t opens;      /* 1: it stands in {clause}, 2: in {relative} */
    bool complete;      /* a rule is complete with it */
} symbol_use;

typedef struct cr_date_rules {
    char lang[8];
    cr_arena *arena;
    cr_word_table symbols; /* folded word, or "{class}", to its number from 1 */
    int symbol_count;
    date_rule *rules;
    size_t rule_count, rule_capacity;
    node *nodes;        /* 0 is unused */
    size_t node_count, node_capacity;
    ending *endings;    /* 0 is unused */
    size_t ending_count, ending_capacity;
    int first_root[LAYERS]; /* while the file is read */
    symbol_use *uses;   /* by symbol; of 0, which no rule mentions, nothing */
    struct child { int parent, symbol, node; } *children; /* open hashing, `child_mask` + 1 slots; node 0: empty */
    uint32_t child_mask;
    struct member { int word, set; } *members; /* words of classes that carry nothing: by word */
    size_t member_count, member_capacity;
    int digit_symbols[13];
    int tenses[TENSES]; /* {past}, {future}, {coming}, {untensed} */
    int clause, relative, who, and, ahead, topic, given, before_month, measure; /* classes that the code asks for */
    bool small_units;   /* days and parts of the day are written small: with a capital they are names */
    enum { ORDER_DMY, ORDER_MDY, ORDER_YMD } order;
    uint64_t affix_ends[16], affix_starts[16]; /* cr_date_pair of their last two bytes, of their first two */
    affixes affixes[AFFIXES]; /* of verbs: future endings, future beginnings, past endings, likely past endings, coming endings */
    cr_strs examples;   /* lines "# ref | text | timex …" for the unit test */
} cr_date_rules;

/* Caller frees with cr_date_rules_free. A language without data gets the rules of none: numeric dates only. */
cr_status cr_date_rules_new(cr_str lang, cr_date_rules **out, cr_error *err) CR_MUST_CHECK;
void cr_date_rules_free(cr_date_rules *rules);
/* The node behind `parent` for a symbol, 0: none. Asked more often than anything else here. */
static inline int cr_date_child(const cr_date_rules *r, int parent, int symbol) {
    uint32_t at = ((uint32_t)parent * 2654435761u ^ (uint32_t)symbol * 2246822519u) >> 7;
    for (;; at++) {
        const struct child *c = &r->children[at & r->child_mask];
        if (c->node == 0 || (c->parent == parent && c->symbol == symbol))
            return c->node;
    }
}
/* Does a word stand in a class that carries nothing ("of: de, del")? Such a class makes no edges. */
static inline bool cr_date_is_in(const cr_date_rules *r, int word, int set) {
    if (word && r->uses[word].first_member >= 0)
        for (size_t k = (size_t)r->uses[word].first_member; k < r->member_count && r->members[k].word == word; k++)
            if (r->members[k].set == set)
                return true;
    return false;
}
/* 0 when the rules never mention it. */
static inline int cr_date_symbol(const cr_date_rules *rules, cr_str word) { return (int)cr_word_table_find(&rules->symbols, word); }
/* One bit of 64 for a symbol: sets of them tell at once that no rule goes on here. Of 0: none. */
static inline uint64_t cr_date_bit(int symbol) { return symbol ? UINT64_C(1) << ((uint32_t)symbol * 2654435761u >> 26) : 0; }

/* Classes that tokens have by themselves. */
enum digit_class { C_INT, C_DAY, C_MONTHNUM, C_YEAR, C_YY, C_HOUR, C_MIN, C_NEWS_YEAR, C_DECADE4, C_DECADE2, C_TENTH, C_HHMM, C_HHMM0, DIGIT_CLASSES };

/* Which of 1024 bits stands for two bytes. */
static inline uint32_t cr_date_pair(const char *two) { return ((unsigned char)two[0] * 37u + (unsigned char)two[1]) & 1023; }

/* ---- tokens and lattice ---- */

typedef struct token {
    size_t start, end; /* bytes */
    cr_str folded;     /* lower case, accents off */
    int symbol;
    bool digits, capital, line_before, space_before;
    int8_t tense;      /* of a marker: -1 past, +1 future, or one of TENSE_ */
} token;

typedef struct edge {
    int symbol, end;   /* tokens, exclusive */
    int layer, rule;
    int from, to;      /* tokens of the expression itself, without its context */
    const meaning *what;
    struct edge *next;
} edge;

typedef struct found {
    int from, to, layer, order;
    const meaning *what;
} found;

typedef struct matcher {
    const cr_date_rules *rules;
    cr_arena *arena;
    cr_str text;
    token *tokens;
    size_t count, capacity;
    edge **edges; /* by token */
    uint64_t *symbols; /* by token: cr_date_bit of its own symbol and of its edges'; none where a line begins, as no rule goes on there */
    found *found;
    size_t found_count, found_capacity;
    int edges_here, steps;
    uint64_t work;     /* steps at all places together: what a test holds against the text's length */
    int figures, figures_at; /* numbers in the run that was read last, and where its first one stands */
} matcher;

cr_status cr_dates_tokenise(matcher *m, cr_error *err);
cr_status cr_dates_match(matcher *m, cr_error *err); /* fills found: by start, the longest first; they overlap */
void cr_dates_numeric(matcher *m, int i);            /* "2021-12-07", "12/01/2022", "18:30" as edges */
bool cr_dates_add_edge(matcher *m, int i, int symbol, int end, int layer, int rule, int from, int to, const meaning *what);
meaning *cr_dates_meaning(cr_arena *arena); /* all fields unset */
void cr_dates_assign(meaning *w, const date_rule *rule); /* what the rule sets and forgets, when its elements' fields are together */

/* ---- values ---- */

typedef struct date_context {
    bool has_ref;
    int64_t ref;          /* day */
    int hour, minute, second;
    bool has_last;
    int64_t last;         /* day last spoken of */
    int last_unit;        /* its grain */
    size_t here, last_at; /* bytes from the start: of the expression at hand, of the one that told the last day */
    int tense;            /* -1, 0, +1 */
    bool coming;          /* a bare weekday is the coming one */
} date_context;

/* A stretch of the calendar with its TIMEX3 value. */
typedef struct period {
    int unit;
    int64_t first, after; /* days */
    char timex[48];
    int second_of_day;    /* of an instant, else -1 */
} period;

static inline bool cr_dates_has(const meaning *w, field f) { return w->f[f] != UNSET; }
bool cr_dates_make_day(period *p, int64_t day);
/* `n` units from a day, at the same place of the unit: a month from 31 January is the end of February. */
int64_t cr_dates_shift(int64_t base, int unit, int n);
/* The stretch that is meant. False when there is none, or it cannot be told without a reference. */
bool cr_dates_calendar(const meaning *w, const date_context *c, period *p);

/* The period of a grain that holds a day. */
bool cr_dates_period(period *p, int64_t day, int unit);
/* Three weeks counted off the reference to the day, where `p` is the week arrived at. */
bool cr_dates_counted(const meaning *w, const date_context *c, const period *p, int64_t *day);
bool cr_dates_write_period(cr_arena *arena, const period *p, cr_date *out);

/* False when the meaning is no date after all (the 45th of May): it is dropped. Spans are the caller's. */
bool cr_dates_resolve(cr_arena *arena, const meaning *what, date_context *context, cr_date *out);
#endif
