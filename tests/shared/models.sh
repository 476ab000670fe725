#!/usr/bin/env bash
# The readers of translation models over real files in ../shared: pieces and spans beside SentencePiece's own library, and the
# same files cut at every KiB and with hostile numbers in their heads. TAP.
set -u
cd "$(dirname "$0")/../.."
sets=../shared/bench/translation
if [ ! -f $sets/fixture/vocab.spm ]; then echo "ok 1 - models # SKIP $sets is missing"; echo 1..1; exit 0; fi
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
n=0 failed=0
tap() { # tap CODE NAME
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi
    [ ! -s "$work/out" ] || sed 's/^/# /' "$work/out" | head -n 20
}

libs="$(pkg-config --libs libxxhash libcrypto yaml-0.1) -lm"
if echo '#include <sentencepiece_processor.h>' | g++ -std=c++17 -E -x c++ - > /dev/null 2>&1; then
    g++ -std=c++17 -O2 -Isrc -Iinclude tests/shared/lib/vocabulary.cc build/libcourant.a -o "$work/vocabulary" -lsentencepiece $libs > "$work/out" 2>&1
    tap $? "the comparison with SentencePiece's library builds"
    cat $sets/flores-dev/*.txt $sets/ntrex-dev/???.txt $sets/ntrex-dev/zho-CN.txt $sets/fixture/input.es |
        "$work/vocabulary" $sets/fixture/vocab.spm > "$work/out" 2>&1
    tap $? "pieces, spans and texts are the library's on every line of fifteen languages"
else
    n=$((n + 1)); echo "ok $n - pieces beside SentencePiece's library # SKIP libsentencepiece-dev is not installed"
fi

sanitize=; lib=build/libcourant.a
[ ! -f build/asan/libcourant.a ] || { sanitize="-fsanitize=address,undefined -fno-sanitize-recover=all"; lib=build/asan/libcourant.a; }
gcc -std=c17 -D_GNU_SOURCE -O1 $sanitize -Isrc -Iinclude tests/shared/lib/hostile_models.c $lib -o "$work/hostile" $libs > "$work/out" 2>&1
tap $? "the hostile variants build"
for f in model.f32.bin model.intgemm.alphas.bin vocab.spm lex.s2t.bin; do
    timeout 300 "$work/hostile" $sets/fixture/$f > "$work/out" 2>&1
    tap $? "$f, cut and with hostile numbers, is refused in a line${sanitize:+ (sanitized)}"
done
echo "1..$n"
exit $failed
