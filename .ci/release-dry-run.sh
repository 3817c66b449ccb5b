#!/bin/sh
# A release without publishing, twice: both times the same bytes. It leaves the
# result in dist/.
set -eu

GO=${GO:-go}
cd "$(dirname "$0")/.."
export PATH="$PWD/bin/tools:$PATH" GITHUB_TOKEN=none

# Without a remote goreleaser takes the time of the run for that of the commit, in
# silence, and no two runs are the same.
if ! git remote | grep -q .; then
	git remote add origin https://github.com/backup-sdk/backup-go
	trap 'git remote remove origin' EXIT
fi

sums() {
	(cd dist && find . -maxdepth 2 -type f ! -name metadata.json ! -name artifacts.json ! -name config.yaml | LC_ALL=C sort | xargs sha256sum)
}
for run in 1 2; do
	goreleaser release --snapshot --clean --skip=publish,sign
	sums >"bin/release-sums.$run"
done
if ! diff -u bin/release-sums.1 bin/release-sums.2; then
	echo 'release-dry-run: the second run gave other bytes' >&2
	exit 1
fi
echo "release-dry-run: $(wc -l <bin/release-sums.1) files, twice the same bytes:"
(cd dist && find . -maxdepth 1 -type f -printf '%f\t%s\n' | LC_ALL=C sort)

# As `go install …/cmd/backupctl@VERSION` will find it.
"$GO" run ./tools/published
