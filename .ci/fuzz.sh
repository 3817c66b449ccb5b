#!/bin/sh
# Runs every fuzz target of the packages given, one after the other, for FUZZTIME
# each. Goes on after a failure, and fails at the end with the names.
set -eu

GO=${GO:-go}
FUZZ=${FUZZ:-^Fuzz}
FUZZTIME=${FUZZTIME:-10s}
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- work

# `go test -list` prints the targets of a package and then its "ok" line.
list=$("$GO" test -vet=off -list "$FUZZ" "$@") || {
	printf '%s\n' "$list" >&2
	exit 1
}
targets=$(printf '%s\n' "$list" | awk '/^Fuzz/ { name[n++] = $1 } /^ok/ { for (i = 0; i < n; i++) print name[i], $2; n = 0 }')
if [ -z "$targets" ]; then
	echo "fuzz: no target matches $FUZZ" >&2
	exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM

# Before Go 1.27 the end of FUZZTIME is at times reported as a failure of its
# own (golang/go#75804). It is not one: there is no input that fails.
only_the_end() {
	grep -q '^    context deadline exceeded$' "$log" && ! grep -qE 'Failing input written|failure while testing seed|panic:' "$log"
}

failed=
while read -r name package; do
	if "$GO" test -vet=off -run '^$' -fuzz "^$name\$" -fuzzminimizetime 10x -fuzztime "$FUZZTIME" "$package" >"$log" 2>&1 </dev/null || only_the_end; then
		printf 'ok   %s %s: %s\n' "$package" "$name" "$(sed -n 's/^fuzz: elapsed: //p' "$log" | tail -n 1)"
	else
		cat "$log" >&2
		failed="$failed $name"
	fi
done <<EOF
$targets
EOF

if [ -n "$failed" ]; then
	echo "fuzz: failed:$failed (the input is under testdata/fuzz: keep it as a test)" >&2
	exit 1
fi
