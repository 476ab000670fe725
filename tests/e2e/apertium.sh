#!/usr/bin/env bash
# Real Apertium behind `courant translate`: a program killed in the middle, the parent killed, many lines. Skipped where it is not installed.
set -u
cd "$(dirname "$0")/../.."
courant=$PWD/build/courant n=0 failed=0 scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if ! echo "Hola." | "$courant" translate --plain --from es --to en > "$scratch/out" 2>&1; then
    echo "ok 1 # SKIP $(tail -n 1 "$scratch/out")"; echo "1..1"; exit 0
fi
check() { local name=$1; shift; n=$((n + 1)); if "$@"; then echo "ok $n - $name"; else failed=1; echo "not ok $n - $name"; head -n 3 "$scratch/err" 2>/dev/null | sed 's/^/# /'; fi; }
below() { ps -e -o pid=,ppid=,stat= | awk -v p="$1" '$2 == p && $3 !~ /Z/ { print $1 }'; }

# One line at a time over a pipe that stays open; between two of them a program of the pipeline is killed.
mkfifo "$scratch/in"
"$courant" translate --from es --to en < "$scratch/in" > "$scratch/out" 2> "$scratch/err" &
pid=$!
exec 9> "$scratch/in"
line() { # line TEXT COUNT: writes it and waits until COUNT lines have come back
    echo "$1" >&9
    for _ in $(seq 300); do [ "$(wc -l < "$scratch/out")" -ge "$2" ] && return 0; sleep 0.1; done
    return 1
}
check "a line is answered at once" line "El perro come." 1
first=$(below $pid | sort | tr '\n' ' ')
kill -9 "$(below $pid | sed -n 3p)"
check "a program killed: the next line is answered" line "El gato duerme." 2
check "in the right words" bash -c "sed -n 2p '$scratch/out' | grep -q cat"
second=$(below $pid | sort | tr '\n' ' ')
check "by a pipeline started anew" [ "$first" != "$second" ]
check "a third line is answered" line "La casa es grande." 3
check "which was not started again" [ "$second" = "$(below $pid | sort | tr '\n' ' ')" ]
children=$(below $pid)
kill -9 $pid; wait $pid 2>/dev/null
exec 9>&-
alive=1
for _ in $(seq 50); do
    alive=0
    for c in $children; do case $(ps -o stat= -p "$c" 2>/dev/null) in "" | Z*) ;; *) alive=1 ;; esac; done
    [ $alive = 0 ] && break; sleep 0.1
done
check "no program outlives a killed parent" [ $alive = 0 ]

for i in $(seq 500); do echo "El tren número $i llega el 12/05/2026 [vía $((i % 9))] a las 18:30 con \$$i y ana$i@example.org."; done > "$scratch/many"
"$courant" translate --from es --to en "$scratch/many" > "$scratch/out" 2> "$scratch/err"
check "500 lines in, 500 lines out" [ "$(wc -l < "$scratch/out")" = 500 ]
check "each with its own number and address" bash -c "awk '{ if (\$0 !~ (\" \" NR \" \") || \$0 !~ (\"ana\" NR \"@example.org\")) exit 1 }' '$scratch/out'"
check "and its reserved characters" bash -c "[ \$(grep -c '12/05/2026 \[' '$scratch/out') = 500 ]"
"$courant" translate --from es --to en --json "$scratch/many" 2>/dev/null | grep -c '"flags": \[\]' > "$scratch/clean"
check "nothing is flagged without need" [ "$(cat "$scratch/clean")" = 500 ]

# Each program of the pipeline is killed in turn while hundreds of sentences are on their way through it.
for i in $(seq 6000); do echo "La casa número $i es grande."; done > "$scratch/many"
"$courant" translate --plain --from es --to en "$scratch/many" > "$scratch/out" 2> "$scratch/err" &
pid=$!
programs=0 kills=0 at=0
while kill -0 $pid 2>/dev/null; do
    lines=$(wc -l < "$scratch/out")
    if [ "$lines" -gt "$at" ]; then # a batch came out; the next one is under way
        at=$lines
        victims=$(below $pid | sort -n)
        now=$(echo "$victims" | grep -c .) # fewer while it is being started anew, or ending
        [ "$now" -le $programs ] || programs=$now
        [ $kills -lt "$programs" ] && kill -9 "$(echo "$victims" | sed -n $((kills + 1))p)" 2>/dev/null && kills=$((kills + 1))
    fi
    sleep 0.02
done
wait $pid
check "each of $programs programs was killed in mid-work" bash -c "[ $kills -ge $programs ] && [ $programs -gt 5 ]"
check "6000 lines in, 6000 lines out" [ "$(wc -l < "$scratch/out")" = 6000 ]
check "in their order, none in another's place" bash -c "awk '{ if (\$0 !~ (\" \" NR \" \")) exit 1 }' '$scratch/out'"
left=$(grep -c casa "$scratch/out")
check "no more sentences left as they were than programs were killed: $left" [ "$left" -le $kills ]
echo "1..$n"
exit $failed
