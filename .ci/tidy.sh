#!/bin/sh
# Tidies every module, or, with "check", fails when one is not tidy.
#
# `go mod tidy` knows no workspace: it would look for the version of the library
# that the other modules ask for at the proxy, where that one is not yet or is an
# older tree. So a module whose go.mod has no replace line is tidied on a copy
# that has one.
set -eu

GO=${GO:-go}
mode=${1:-write}
library=github.com/backup-sdk/backup-go
cd "$(dirname "$0")/.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export GOWORK=off

failed=
for file in $(git ls-files -co --exclude-standard '*go.mod' | sort); do
	dir=$(dirname "$file")
	case $file in
	*/testdata/*) continue ;;
	tools/rules/*) continue ;; # all of Prometheus: make rules looks after it
	esac
	cp "$dir/go.mod" "$work/go.mod"
	: >"$work/go.sum"
	[ ! -f "$dir/go.sum" ] || cp "$dir/go.sum" "$work/go.sum"
	added=
	if [ "$dir" != . ] && ! grep -q "^replace $library =>" "$work/go.mod"; then
		added=yes
		for name in '' /fleet /otel; do "$GO" mod edit -replace="$library$name=$root$name" "$work/go.mod"; done
	fi
	(cd "$dir" && "$GO" mod tidy -modfile="$work/go.mod")
	if [ -n "$added" ]; then
		for name in '' /fleet /otel; do "$GO" mod edit -dropreplace="$library$name" "$work/go.mod"; done
	fi
	if [ "$mode" = check ]; then
		diff -u "$dir/go.mod" "$work/go.mod" && diff -u "$dir/go.sum" "$work/go.sum" || failed="$failed $dir"
	else
		cp "$work/go.mod" "$dir/go.mod"
		cp "$work/go.sum" "$dir/go.sum"
	fi
done

# Nothing tidies the sums of the workspace: they are made anew from nothing, for the
# graph of modules and for what the packages of all of them are built of.
cp go.work.sum "$work/go.work.sum.before" 2>/dev/null || : >"$work/go.work.sum.before"
rm -f go.work.sum
GOWORK= "$GO" list -m all >/dev/null
GOWORK= "$GO" list -deps -test work >/dev/null
if [ "$mode" = check ]; then
	diff -u "$work/go.work.sum.before" go.work.sum || failed="$failed go.work"
	cp "$work/go.work.sum.before" go.work.sum
fi

if [ -n "$failed" ]; then
	echo "tidy: not tidy:$failed (run make tidy)" >&2
	exit 1
fi
