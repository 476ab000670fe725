// Pieces, spans and texts of our vocabulary beside those of SentencePiece's own library. The library is a second opinion in the
// tests and nothing else: the program is not linked with it.
//
//     vocabulary MODEL.spm < lines             compares each line; prints what differs, then counts
//     vocabulary --time MODEL.spm BIG.spm < lines   milliseconds to open, megabytes a second to cut, both sides; processor time
#include <sentencepiece_processor.h>

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

extern "C" {
#include <courant/arena.h>

#include "infer/vocabulary.h"
}

static double milliseconds() {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static cr_str str(const std::string &s) { return cr_str{s.data(), s.size()}; }

static cr_vocabulary *open(const char *path) {
    cr_error err = {};
    cr_vocabulary *v = nullptr;
    if (cr_vocabulary_open(cr_str_of(path), nullptr, &v, &err) != CR_OK) {
        std::cerr << err.line << "\n";
        std::exit(2);
    }
    return v;
}

// Ids, spans, the text produced, and the bytes of it that each piece gave.
static const char *difference(const cr_vocabulary *v, const sentencepiece::SentencePieceProcessor &library, cr_arena *a,
                              const std::string &line) {
    sentencepiece::ImmutableSentencePieceText theirs, back;
    cr_pieces ours;
    cr_str text;
    cr_span *spans;
    if (!cr_vocabulary_encode(v, a, str(line), &ours))
        return "out of memory";
    if (!library.Encode(line, theirs.mutable_proto()).ok() || theirs.pieces_size() != ours.count)
        return "number of pieces";
    std::vector<int> ids;
    for (size_t i = 0; i < ours.count; i++) {
        const auto p = theirs.pieces((int)i);
        if (p.id() != ours.ids[i])
            return "id of a piece";
        if (p.begin() != ours.spans[i].start || p.end() != ours.spans[i].end)
            return "span of a piece";
        if (i && ours.spans[i].start < ours.spans[i - 1].start)
            return "spans out of order";
        ids.push_back((int)ours.ids[i]);
    }
    if (!cr_vocabulary_decode(v, a, ours.ids, ours.count, &text, &spans) || !library.Decode(ids, back.mutable_proto()).ok())
        return "decoding failed";
    if (std::string(text.ptr, text.len) != back.text())
        return "text produced";
    size_t at = 0;
    for (size_t i = 0; i < ours.count; i++) {
        if (spans[i].start != at || back.pieces((int)i).surface() != std::string(text.ptr + at, spans[i].end - at))
            return "span of a piece produced";
        at = spans[i].end;
    }
    return nullptr;
}

static void times(const char *path, const char *big, const std::vector<std::string> &lines) {
    std::vector<double> ours, theirs;
    for (int i = 0; i < 9; i++) {
        double t = milliseconds();
        cr_vocabulary_close(open(big));
        ours.push_back(milliseconds() - t);
        t = milliseconds();
        {
            sentencepiece::SentencePieceProcessor library;
            if (!library.Load(big).ok())
                std::exit(2);
        }
        theirs.push_back(milliseconds() - t);
    }
    std::sort(ours.begin(), ours.end());
    std::sort(theirs.begin(), theirs.end());
    cr_vocabulary *v = open(path);
    sentencepiece::SentencePieceProcessor library;
    if (!library.Load(path).ok())
        std::exit(2);
    cr_arena *a = cr_arena_new(0);
    size_t bytes = 0, pieces = 0;
    double t = milliseconds();
    for (const auto &line : lines) {
        cr_pieces p;
        bytes += line.size();
        if (cr_vocabulary_encode(v, a, str(line), &p))
            pieces += p.count;
        cr_arena_reset(a);
    }
    double us = milliseconds() - t;
    t = milliseconds();
    for (const auto &line : lines) {
        std::vector<int> ids;
        if (library.Encode(line, &ids).ok())
            pieces -= ids.size();
    }
    double them = milliseconds() - t;
    std::printf("open: %.2f ms, the library %.2f ms (median of 9)\ncut: %.1f MB/s, the library %.1f MB/s\n", ours[4], theirs[4],
                (double)bytes / 1000 / us, (double)bytes / 1000 / them);
    cr_arena_free(a);
    cr_vocabulary_close(v);
}

int main(int argc, char **argv) {
    std::vector<std::string> lines;
    for (std::string line; std::getline(std::cin, line);)
        lines.push_back(line);
    if (argc == 4 && std::string(argv[1]) == "--time") {
        times(argv[2], argv[3], lines);
        return 0;
    }
    if (argc != 2)
        return 2;
    cr_vocabulary *v = open(argv[1]);
    sentencepiece::SentencePieceProcessor library;
    if (!library.Load(argv[1]).ok())
        return 2;
    cr_arena *a = cr_arena_new(0);
    size_t bad = 0;
    for (const auto &line : lines) {
        if (const char *what = difference(v, library, a, line))
            if (bad++ < 20)
                std::printf("%s: %s\n", what, line.c_str());
        cr_arena_reset(a);
    }
    std::printf("%zu lines, %zu differ\n", lines.size(), bad);
    cr_arena_free(a);
    cr_vocabulary_close(v);
    return bad != 0;
}
