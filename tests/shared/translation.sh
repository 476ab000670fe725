#!/usr/bin/env bash
# The translation fixture: a small model with known answers, in float32 and int8. TAP.
set -u
cd "$(dirname "$0")/../.."
set=../shared/bench/translation/fixture
if [ ! -f "$set/vocab.spm" ]; then echo "ok 1 - translation fixture # SKIP $set is missing"; echo 1..1; exit 0; fi
courant=$(realpath build/courant)
fixture=$(realpath "$set"); dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
n=0 failed=0
tap() { # tap STATUS TEXT
    n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - translation: $2"; else failed=1; echo "not ok $n - translation: $2"; fi
}
run() { "$courant" translate --plain --vocab "$fixture/vocab.spm" "$@"; }
f32() { run --model "$fixture/model.f32.bin" "$@"; }
int8() { run --model "$fixture/model.intgemm.alphas.bin" "$@"; }
equal() { paste -d '\n' "$1" "$2" | awk 'NR % 2 { a = $0; next } a == $0 { n++ } END { print n + 0 }'; } # lines of two files that are equal
lines() { # lines NAME GOT WANTED LEAST
    local e; e=$(equal "$2" "$3"); [ "$(wc -l < "$2")" = "$(wc -l < "$3")" ] && [ "$e" -ge "$4" ]; tap $? "$1: $e of $(wc -l < "$3") lines equal, $4 wanted"
}

# float32
f32 --pieces "$fixture/input.es" > "$dir/greedy"; lines "float32, greedy, pieces" "$dir/greedy" "$fixture/f32.greedy.pieces" 128
f32 "$fixture/input.es" > "$dir/text"; lines "float32, greedy, text" "$dir/text" "$fixture/f32.greedy.txt" 128
f32 --pieces --shortlist "$fixture/lex.s2t.bin" "$fixture/input.es" > "$dir/short"; lines "float32, shortlist" "$dir/short" "$fixture/f32.greedy.shortlist.pieces" 128
f32 --pieces --beam 4 --nbest "$fixture/input.es" > "$dir/nbest"
sed 's/ ||| F0=.*//' "$dir/nbest" > "$dir/nbest.text"; sed 's/ ||| F0=.*//' "$fixture/f32.beam4.nbest" > "$dir/nbest.want"
lines "float32, beam 4, every hypothesis" "$dir/nbest.text" "$dir/nbest.want" 512
# Sums and normalised scores; what the file rounds away (six digits) is allowed on top.
worst=$(paste -d '|' <(sed 's/.*F0= //; s/ ||| / /' "$dir/nbest") <(sed 's/.*F0= //; s/ ||| / /' "$fixture/f32.beam4.nbest") |
    awk -F'[ |]' '{ for (i = 1; i <= 2; i++) { d = $i - $(i + 2); if (d < 0) d = -d; if (d > w) w = d } } END { printf "%.6f", w }')
awk -v w="$worst" 'BEGIN { exit !(w != "" && w <= 0.001) }'; tap $? "float32, beam 4: scores differ by $worst at most, 0.001 allowed"
head -n 3 "$fixture/input.es" | f32 --pieces --attention > "$dir/soft"
worst=$(paste -d '\n' "$dir/soft" "$fixture/f32.greedy.soft" | sed 's/.*||| //' | tr ',' ' ' | awk 'NR % 2 { k = split($0, a, " "); next }
    { if (split($0, b, " ") != k) w = 9; for (i = 1; i <= k; i++) { d = a[i] - b[i]; if (d < 0) d = -d; if (d > w) w = d } } END { printf "%.6f", w }')
awk -v w="$worst" 'BEGIN { exit !(w != "" && w <= 0.00001) }'; tap $? "float32: attention differs by $worst at most, 0.00001 allowed"

# int8
int8 --pieces "$fixture/input.es" > "$dir/int8"; lines "int8, greedy" "$dir/int8" "$fixture/int8.greedy.pieces" 104
int8 --pieces --shortlist "$fixture/lex.s2t.bin" "$fixture/input.es" > "$dir/int8.short"; lines "int8, shortlist" "$dir/int8.short" "$fixture/int8.greedy.shortlist.pieces" 104
int8 --score-target "$fixture/int8.greedy.pieces" "$fixture/input.es" > "$dir/scores"
worst=$(paste -d '|' <(cut -f 1,3 "$dir/scores" | tr '\t' ' ') <(sed 's/.*F0= //; s/ |||.*//' "$fixture/int8.greedy.nbest") |
    awk -F'[ |]' '{ d = ($1 - $3) / $2; if (d < 0) d = -d; if (d > w) w = d } END { printf "%.6f", w }')
[ "$(wc -l < "$dir/scores")" = 128 ] && awk -v w="$worst" 'BEGIN { exit !(w <= 0.01) }'; tap $? "int8: the reference's outputs score within $worst a piece, 0.01 allowed"

# One answer, however it is computed.
for kernel in avx512vnni avxvnni avx2 portable; do
    int8 --pieces --kernel "$kernel" "$fixture/input.es" > "$dir/kernel" 2> "$dir/err"; code=$?
    if [ $code = 1 ] && grep -q "this processor has" "$dir/err"; then n=$((n + 1)); echo "ok $n - translation: kernel $kernel # SKIP this processor has none"; continue; fi
    cmp -s "$dir/kernel" "$dir/int8"; tap $? "int8, kernel $kernel: the same bytes"
    f32 --pieces --kernel "$kernel" --shortlist "$fixture/lex.s2t.bin" "$fixture/input.es" | cmp -s - "$dir/short"; tap $? "float32, kernel $kernel: the same bytes"
done
for jobs in 1 3; do for batch in 1 7 100 1000000; do
    int8 --pieces --shortlist "$fixture/lex.s2t.bin" --jobs $jobs --batch-pieces $batch "$fixture/input.es" | cmp -s - "$dir/int8.short"
    tap $? "$jobs threads, batches of $batch pieces: the same bytes"
done; done
f32 --pieces --beam 4 --nbest --jobs 3 --batch-pieces 300 "$fixture/input.es" | cmp -s - "$dir/nbest"; tap $? "beam 4, 3 threads, small batches: the same bytes"
echo "1..$n"
exit $failed
