/* Every weight and threshold of grouping, in one place, with what it stands on.
 *
 * Cosines between articles of one event lie above those between events of the same kind. Where the line goes was chosen by
 * hand among some hundred settings on 446 English, 200 French and 520 translated articles and 123 pairs, each a mean of
 * three orders. Most single changes move B-cubed by under one point and the threshold of a story by two; the pairs are so
 * few that their F1 moves by two points with the weight of a number. `cross_prior` and `moment` were chosen later, on the
 * translated articles and the sample edition: 15 to 30 and about 2; lower ones part the first reports of an event by language,
 * higher ones put its sequels with it. Other articles will score somewhat lower.
 * `part`, `part_share`, `part_prior`, `part_pairs`, `dossier_join` and `dossier_part` were set from the distributions of similarities
 * between and within 10 and 20 subjects, then looked at one by one over six orders of three sets (`build/bench/fit-stories`): between
 * 0.14 and 0.18, 0.5 and 0.6, 2 and 10, 0.3 and 0.45, 0.2 and 0.3 no figure moves by more than about one point; `part_prior` above
 * 0.16 tells too many stories. `prior_articles` is what it is for the sake of the first day, when all that was read may be of one affair and its
 * words look common: from 4 to 20 no figure of the sets moves by more than chance (translated articles alone lose, 1 to 2 points above 20). `misread` and `relay_misread` stand on generated copies alone (`bench/copies`).
 */
#ifndef CR_STORY_TUNING_H
#define CR_STORY_TUNING_H

typedef struct cr_story_tuning {
    float title, lead, name, cross_name; /* weights of a word's place and kind; 1: a word of the body */
    float number, counted;   /* a number; a number with the word it counts ("832 dead", "2 July") */
    float lead_words;        /* the first so many words are the lead */
    float idf_floor;         /* taken off the logarithm: what everybody says weighs nothing */
    float prior_articles;    /* idf acts as if so many articles without any known word had been read before */
    float cross_prior;       /* the same for cross terms: an event in ten languages must not make its own names common */
    float moment;            /* a day of the year or a time of the day, however written, across languages */
    float story;             /* least similarity to join a story */
    float story_linked;      /* weight of the nearest member against the mean of the story */
    float cross_scale;       /* similarity across languages is told on another scale: times this */
    float dossier;           /* least similarity to join a dossier */
    float month_apart, year_apart; /* what remains when two articles name no month, no year in common */
    float decay;             /* what days between two articles leave of their similarity: a normal curve whose deviation is this share
                                of the window, two days of seven (Miranda et al., EMNLP 2018, take three) */
    float relay;             /* least share of the shorter wording found in the other */
    float part;              /* two parts of a dossier are two stories when the mean similarity between them is lower, */
    float part_share;        /* and lower than this share of what it is within them */
    float part_prior, part_pairs; /* the similarity within a part is counted as if so many pairs of so much had been seen before */
    float dossier_part;      /* two parts of a dossier are two dossiers when the cosine of their means is lower */
    float dossier_join;      /* least cosine of the means of two dossiers that are one */
    float misread, relay_misread; /* the same share, where the similarity of the words is at least `misread` */
    float same_pair;         /* least similarity of two articles alone (`--pairs`), where no idf is known */
} cr_story_tuning;

/* What holds unless a bench hands in another (`tuned` of the state). */
static const cr_story_tuning cr_story_tuned = {
    .title = 2, .lead = 1, .name = 2, .cross_name = 3, .number = 2, .counted = 2, .lead_words = 60, .idf_floor = 0.6f,
    .prior_articles = 10, .cross_prior = 20, .moment = 2, .story = 0.13f, .story_linked = 0.2f, .cross_scale = 1.4f, .dossier = 0.09f, .month_apart = 0.7f,
    .year_apart = 0.6f, .decay = 0.3f, .relay = 0.5f, .misread = 0.4f, .relay_misread = 0.2f, .same_pair = 0.41f, .part = 0.16f, .part_share = 0.6f, .part_prior = 0.13f, .part_pairs = 5,
    .dossier_join = 0.4f, .dossier_part = 0.25f};
#endif
