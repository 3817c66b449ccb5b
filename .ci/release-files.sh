#!/bin/sh
# What packages hold beside the program: manual pages and completions, made by the
# program itself into bin/release, the same bytes each time.
set -eu

GO=${GO:-go}
cd "$(dirname "$0")/.."
out=bin/release
rm -rf "$out"
mkdir -p "$out/man" "$out/completions"
"$GO" run ./cmd/backupctl/internal/clidocs -man "$out/man"
gzip -n -9 "$out"/man/*.1
"$GO" build -o "$out/backupctl" ./cmd/backupctl
for shell in bash zsh fish; do
	"$out/backupctl" completion "$shell" >"$out/completions/backupctl.$shell"
done
rm "$out/backupctl"
