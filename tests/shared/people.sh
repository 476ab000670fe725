#!/usr/bin/env bash
# The real relayed reports in a store, served: one record for each person, with their statements, carriers and roles; relays marked. TAP.
set -u
cd "$(dirname "$0")/../.."
seeds=../shared/seeds
if [ ! -f "$seeds/gold.json" ]; then echo "ok 1 - people of the seeds # SKIP ../shared/seeds is missing"; echo 1..1; exit 0; fi
courant=$(realpath "${COURANT:-build/courant}")
dir=$(mktemp -d) server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null; rm -rf "$dir"' EXIT
: > "$dir/none.conf"
"$courant" import --quiet --config "$dir/none.conf" --data "$dir/data" "$seeds/documents.jsonl" > "$dir/out" 2>&1 ||
    { echo "not ok 1 - the seeds are imported"; sed 's/^/# /' "$dir/out"; echo 1..1; exit 1; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$courant" serve --config "$dir/none.conf" --data "$dir/data" --listen "127.0.0.1:$port" > "$dir/serve" 2>&1 & server=$!
for _ in $(seq 100); do python3 - "$port" <<< 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' 2> /dev/null && break; sleep 0.1; done
python3 tests/shared/people.py "http://127.0.0.1:$port" "$seeds"
