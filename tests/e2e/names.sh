#!/usr/bin/env bash
# Names of marked sentences, made for this, in many languages: kinds with precision, variants joined. TAP.
set -u
cd "$(dirname "$0")/../.."
courant=${COURANT:-build/courant}
out=$(python3 tests/names/score.py "$courant" --floor 92 --kind-floor 82); code=$?
if [ $code = 0 ]; then echo "ok 1 - names by kind, language by language"; else echo "not ok 1 - names by kind, language by language"; fi
printf '%s\n' "$out" | sed 's/^/# /'
echo 1..1
exit $code
