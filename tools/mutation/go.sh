#!/bin/sh
# Stands in for the go command while gremlins runs, to mend two things.
#
# Gremlins leaves out what the coverage profile does not name, and Go's never
# names constants and the conditions of cases. So all of every file is named.
#
# It takes a test that does not compile for one that fails. A mutant that does
# not compile says nothing of the tests: exit code 2 sets it aside.

profile=
last=
for arg in "$@"; do
	[ "$last" = -coverprofile ] && profile=$arg
	last=$arg
done

if [ -n "$profile" ]; then
	"$REAL_GO" "$@" -count=1 || exit
	sed -n 's/^\(.*\.go\):.*/\1/p' "$profile" | sort -u | sed 's/$/:1.1,100000.1 1 1/' >>"$profile"
	exit
fi

case $1 in
test)
	text=$("$REAL_GO" "$@" 2>&1) && exit
	case $text in
	*'[build failed]'* | *'[setup failed]'*) exit 2 ;;
	esac
	exit 1
	;;
esac
exec "$REAL_GO" "$@"
