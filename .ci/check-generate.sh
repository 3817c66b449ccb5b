#!/bin/sh
# Fails when `go generate` changes what is in the tree, when a second run gives
# other bytes than the first, or when a generated file comes from nothing any
# more. It compares files, not commits, so it also works with uncommitted changes.
set -eu

GO=${GO:-go}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
emptied=

finish() {
	[ -z "$emptied" ] || cp -R "$work/first/." .
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

generated() {
	find api gen specs docs cbr cloutility zomro tools/specs cmd/backupctl/internal -type f \( -name '*.gen.go' -o -name '*_gen_test.go' -o -path 'api/*' -o -path docs/coverage.md -o -path docs/clouds.md \)
}

keep() { # copies everything that is generated
	mkdir "$work/$1"
	generated | while read -r file; do
		mkdir -p "$work/$1/$(dirname "$file")"
		cp "$file" "$work/$1/$file"
	done
}

compare() { # names the files that differ, with the first lines of the difference
	if ! diff -r "$work/$1" "$work/$2" >"$work/diff"; then
		echo "check-generate: $3" >&2
		grep -E '^(diff|Only in|Binary)' "$work/diff" | sed "s|$work/||g" >&2
		grep -E '^[<>]' "$work/diff" | head -n 20 >&2
		exit 1
	fi
}

keep before
"$GO" generate .
keep first
compare before first 'the tree was out of date; it is up to date now: look at the change and commit it'

# From nothing: what a removed spec or operation left behind is not made again.
emptied=yes
generated | while read -r file; do rm -f "$file"; done
"$GO" generate .
emptied=
keep second
compare first second 'generating from nothing gave other files: one is left over from before, or two runs differ'
