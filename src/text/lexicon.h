/* The lexicon: what a word is in its language, as far as names and statements need to know.
 *
 * One file a language and room (src/text/data/names/LANG.txt, src/speech/data/LANG.txt), lists of places and given names beside
 * them (src/text/data/places, src/text/data/given), and one for all languages (src/text/data/names/world.txt). The form of the files:
 *
 *     # a comment
 *     class er  finite e ent a èrent  participle é ée és ées  gerund ant  infinitive er
 *     [verb says]            the section: a class of words, with its attributes
 *     er: déclar affirm      stems that take the endings of class "er"
 *     finite: dit disent     forms written out
 *     [role]
 *     porte-parole           words or phrases, divided by commas or line ends
 *     -ministerin            any word with a capital that ends so and is not told otherwise: German compounds
 *     prefix - و ف ب         the same at a word's front
 *     case а ы е у ой        a name or noun that ends in "а" (- for nothing) may also end so: министр, министра
 *
 * A lexicon is built once and then only read: any number of threads may share it. */
#ifndef CR_TEXT_LEXICON_H
#define CR_TEXT_LEXICON_H
#include <courant/names.h>

#include "text/token.h"

#define CR_LEX_BIT(n) (UINT64_C(1) << (n))
enum { /* the acts of a verb, in bits 56-59 of cr_token.lex; the order of cr_speech_act */
    CR_LEX_ACT_SHIFT = 56,
    /* the channel of a channel word, in bits 60-62: 1 interview ... 5 social */
    CR_LEX_CHANNEL_SHIFT = 60
};
#define CR_LEX_FINITE CR_LEX_BIT(0)      /* forms of a reporting verb */
#define CR_LEX_PARTICIPLE CR_LEX_BIT(1)
#define CR_LEX_GERUND CR_LEX_BIT(2)
#define CR_LEX_INFINITIVE CR_LEX_BIT(3)
#define CR_LEX_VERB (CR_LEX_FINITE | CR_LEX_PARTICIPLE | CR_LEX_GERUND | CR_LEX_INFINITIVE)
#define CR_LEX_WEAK CR_LEX_BIT(4)        /* reports only together with a quotation or a that-clause */
#define CR_LEX_NOMINAL CR_LEX_BIT(5)     /* may report a noun phrase: announces a meeting, demands guarantees */
#define CR_LEX_AUXILIARY CR_LEX_BIT(6)
#define CR_LEX_NEGATION CR_LEX_BIT(7)
#define CR_LEX_CLITIC CR_LEX_BIT(8)      /* l', lui, leur between subject and verb */
#define CR_LEX_ADVERB CR_LEX_BIT(9)      /* may stand between subject, verb and complement */
#define CR_LEX_HE CR_LEX_BIT(10)
#define CR_LEX_SHE CR_LEX_BIT(11)
#define CR_LEX_THEY CR_LEX_BIT(12)
#define CR_LEX_SELF CR_LEX_BIT(13)       /* I, we: the writer or a speaker within a quotation */
#define CR_LEX_LATTER CR_LEX_BIT(14)     /* ce dernier, celui-ci */
#define CR_LEX_ONE CR_LEX_BIT(15)        /* on, certains: nobody in particular */
#define CR_LEX_DETERMINER CR_LEX_BIT(16)
#define CR_LEX_PREPOSITION CR_LEX_BIT(17)
#define CR_LEX_OF CR_LEX_BIT(18)         /* de, du, of: binds a noun to its complement */
#define CR_LEX_THAT CR_LEX_BIT(19)
#define CR_LEX_RELATIVE CR_LEX_BIT(20)
#define CR_LEX_AND CR_LEX_BIT(21)
#define CR_LEX_BUT CR_LEX_BIT(22)        /* opens a clause: mais, alors que, because */
#define CR_LEX_ACCORDING CR_LEX_BIT(23)  /* selon, d'après, according to */
#define CR_LEX_AS CR_LEX_BIT(24)         /* comme l'a rapporté */
#define CR_LEX_ROLE CR_LEX_BIT(25)       /* noun of a person: minister, spokesman, official */
#define CR_LEX_ORGANISATION CR_LEX_BIT(26) /* noun of a body: ministry, government, agency; in world.txt a name */
#define CR_LEX_DOCUMENT CR_LEX_BIT(27)   /* document, communiqué, report */
#define CR_LEX_MEDIUM CR_LEX_BIT(28)     /* agency, channel, newspaper: the noun */
#define CR_LEX_CHANNEL CR_LEX_BIT(29)    /* interview, statement, press conference */
#define CR_LEX_TIME CR_LEX_BIT(30)       /* weekdays, months, yesterday */
#define CR_LEX_TITLE CR_LEX_BIT(31)      /* M., Mme, Mr, Dr */
#define CR_LEX_ABBREVIATION CR_LEX_BIT(32)
#define CR_LEX_PLACE CR_LEX_BIT(33)      /* a country, city or region by name */
#define CR_LEX_NAMED_BODY CR_LEX_BIT(34) /* an organisation by name */
#define CR_LEX_MEDIUM_NAME CR_LEX_BIT(35) /* Reuters, BBC, TASS */
#define CR_LEX_GIVEN CR_LEX_BIT(36)      /* given names */
#define CR_LEX_FEMALE CR_LEX_BIT(37)     /* with GIVEN, TITLE, ROLE: a woman */
#define CR_LEX_PARTICLE CR_LEX_BIT(38)   /* de, van, al, bin inside names */
#define CR_LEX_COMMON CR_LEX_BIT(39)     /* a capital at the sentence's start tells nothing: function words */
#define CR_LEX_NATIONAL CR_LEX_BIT(40)   /* russe, American: adjective of a country */
#define CR_LEX_GENERIC_BODY CR_LEX_BIT(41) /* l'alliance, the company: an organisation named before */
#define CR_LEX_CITING CR_LEX_BIT(42)     /* citant, citing, quoted by */
#define CR_LEX_PLURAL CR_LEX_BIT(43)
#define CR_LEX_SCARE CR_LEX_BIT(44)      /* so-called, dit, intitulé: the quotation after it is a name or a title */
#define CR_LEX_INTRO CR_LEX_BIT(45)      /* par la voix de, through: who spoke for */
#define CR_LEX_DOUBT CR_LEX_BIT(46)      /* if, whether: a question */
#define CR_LEX_SUFFIX CR_LEX_BIT(47)     /* Inc, Jr: ends a name */
#define CR_LEX_DATIVE CR_LEX_BIT(48)     /* the hearer stands between the verb and what was said: told reporters */
#define CR_LEX_CARRIED CR_LEX_BIT(49)    /* cité par, as reported by: the carrier follows */
#define CR_LEX_OWN_NOUN CR_LEX_BIT(50) /* with GENERIC_BODY: only a body with this noun in its name is meant by it: the union */
#define CR_LEX_LOCATIVE CR_LEX_BIT(51) /* with PREPOSITION: what follows is where: in, à, nach */
#define CR_LEX_GEOGRAPHIC CR_LEX_BIT(52) /* noun of a place: city, river, province, island */
#define CR_LEX_SEAT CR_LEX_BIT(53)     /* with ROLE: its complement is a place: mayor, governor */
#define CR_LEX_MODIFIER CR_LEX_BIT(54) /* adjective inside names of bodies, small letters and all: national, supérieur */
#define CR_LEX_COMMERCIAL CR_LEX_BIT(55) /* what companies alone have: shares, chief executive, subsidiary, employees */
#define CR_LEX_PHRASE CR_LEX_BIT(63)     /* phrases start with this word */

/* cr_lexicon_new, which tells what is wrong: the file and its line. */
cr_status cr_lexicon_open(cr_str lang, cr_lexicon **out, cr_error *err) CR_MUST_CHECK;
/* Reads one more data file; `name` stands in the error's line. */
cr_status cr_lexicon_read(cr_lexicon *l, const char *name, cr_str data, cr_error *err) CR_MUST_CHECK;
uint64_t cr_lexicon_get(const cr_lexicon *l, cr_str key); /* 0 when unknown */
bool cr_lexicon_is(const cr_lexicon *l, cr_str lang); /* made for this language? */
/* What the word may be in the nominative, by the language's cases ("столтенбергом": "столтенберг", "столтенбергом" not among
 * them); at most `most` keys into `out`, their bytes into `room`. */
size_t cr_lexicon_bases(const cr_lexicon *l, cr_str key, char *room, size_t size, cr_str *out, size_t most);
/* Fills lex and span of all words (longest phrase first), then sets the sentences. */
void cr_lexicon_mark(const cr_lexicon *l, cr_tokens *tokens);
#endif
