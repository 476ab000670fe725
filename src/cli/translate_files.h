/* `courant translate --model FILE --vocab FILE`: a translation model's files run as they lie, a line for a line. */
#ifndef CR_CLI_TRANSLATE_FILES_H
#define CR_CLI_TRANSLATE_FILES_H
#include "cli/cli.h"

/* The options of this way, for the command's table. */
#define CR_TRANSLATE_FILES_OPTIONS                                                                                                          \
    {.name = "model", .argument = "FILE", .help = "run this Marian model as it lies, line for line; needs --vocab", .example = "courant translate --model model.esen.intgemm.alphas.bin --vocab vocab.esen.spm --shortlist lex.50.50.esen.s2t.bin letter.txt"}, \
    {.name = "vocab", .argument = "FILE", .help = "the model's SentencePiece vocabulary, of the source where it has two", .example = "courant translate --model model.bin --vocab vocab.spm letter.txt"}, \
    {.name = "target-vocab", .argument = "FILE", .help = "the vocabulary of the target, where the model has two", .example = "courant translate --model model.bin --vocab srcvocab.spm --target-vocab trgvocab.spm letter.txt"}, \
    {.name = "shortlist", .argument = "FILE|none", .help = "the model's lexical shortlist; without it the whole vocabulary is looked at", .example = "courant translate --model model.bin --vocab vocab.spm --shortlist lex.s2t.bin letter.txt"}, \
    {.name = "beam", .argument = "N", .help = "follow N hypotheses side by side; 1, the default, is greedy", .example = "courant translate --model model.bin --vocab vocab.spm --beam 4 letter.txt"}, \
    {.name = "nbest", .help = "print all hypotheses of the beam, one where there is no --beam: \"line ||| text ||| F0= sum of log p ||| score\"", .example = "courant translate --model model.bin --vocab vocab.spm --beam 4 --nbest letter.txt"}, \
    {.name = "pieces", .help = "print the pieces of the vocabulary in place of text; targets to be scored are pieces", .example = "courant translate --model model.bin --vocab vocab.spm --pieces letter.txt"}, \
    {.name = "attention", .help = "print after each line how much each of its pieces looked at each of the source's", .example = "courant translate --model model.bin --vocab vocab.spm --attention letter.txt"}, \
    {.name = "score-target", .argument = "FILE", .help = "translate nothing; print for each line of the input and of FILE, text or pieces, the sum of log p, the mean over the pieces and how many they are", .example = "courant translate --model model.bin --vocab vocab.spm --score-target letter.en letter.fr"}, \
    {.name = "length-factor", .argument = "X", .help = "let a line become at most X times as many pieces as it has; 2 is the default", .example = "courant translate --model model.bin --vocab vocab.spm --length-factor 1.5 letter.txt"}, \
    {.name = "kernel", .argument = "NAME", .help = "multiply by these instructions: avx512vnni, avxvnni, avx2 or portable; the output is the same", .example = "courant translate --model model.bin --vocab vocab.spm --kernel portable letter.txt"}, \
    {.name = "batch-pieces", .argument = "N", .help = "work on as many lines together as have N pieces; 1 is line by line, 1024 the default; the output is the same", .example = "courant translate --model model.bin --vocab vocab.spm --batch-pieces 1 letter.txt"}

/* Options that say nothing without --model. */
#define CR_TRANSLATE_FILES_ALONE                                                                                                            \
    {"vocab", "target-vocab", "shortlist", "beam", "nbest", "pieces", "attention", "score-target", "length-factor", "kernel", "batch-pieces"}

/* Returns the exit status. --model was given, and --threads is a number. */
int cr_translate_files(cr_invocation *in);
#endif
