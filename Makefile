# Every task of this repository, for people and for CI. `make help` lists them.
# Needed: Go (see go.mod), a C compiler for the race detector, and for the specs
# Node.js with npm. Everything else is fetched, pinned, by the targets themselves.

SHELL         = /bin/sh
.DEFAULT_GOAL = help

GO            ?= go
NPM           ?= npm
GOLANGCI_LINT ?= $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK   ?= $(GO) run golang.org/x/vuln/cmd/govulncheck@v1.9.0

# What to work on, and for how long: make test PKGS=./cbr/..., make bench BENCH=Create,
# make mutation CORE=internal/token
PKGS      ?= work
TESTFLAGS ?=
BENCH     ?= .
BENCHTIME ?= 1s
COUNT     ?= 1
FUZZTIME  ?= 10s
FUZZ      ?= ^Fuzz
SOAKTIME  ?= 2m
GOS       ?= go1.26.8 go1.27.3
CORE      ?=
OP        ?=
NAME      ?=
BASE      ?=
APIFLAGS  ?=
CLIENTFLAGS ?=
SITEFLAGS ?=
KILLFLAGS ?=

# The packages of the workspace's modules, see go.work, for programs that do not
# know the pattern "work".
WORK = ./... ./cmd/backupctl/... ./fleet/... ./otel/... ./tools/...

# Modules outside of it, each with a replace line: they see the library as a
# user's module does.
NESTED = internal/consumer tools/interop tools/foreign tools/bench

REDOCLY = specs/lint/node_modules/.bin/redocly

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: all
all: check-tidy check-generate vet lint lint-specs demo check-install docs-site consumer interop clients soak fuzz test-386 test ## everything that CI checks, with one Go

# --- generated code ---------------------------------------------------------

.PHONY: generate
generate: ## make gen/, api/ and the pages that are made, from specs/ and the code
	@$(GO) generate .

.PHONY: new-endpoint
new-endpoint: ## what people write about a new operation: OP=showVault, and NAME=Get for another name of its method
	@$(GO) run ./tools/specgen new $(if $(NAME),-name '$(NAME)') '$(OP)'
	@$(GO) run ./tools/specgen
	@$(GO) run ./tools/specgen left
	@$(GO) run ./cmd/backupctl/internal/clidocs -surface api/backupctl.txt

.PHONY: api-diff
api-diff: ## what has changed for users since BASE (the newest tag): what breaks, the next version, a draft of the changelog
	@mkdir -p dist
	@$(GO) run ./tools/apigate -base '$(BASE)' -write dist/api-diff.md $(APIFLAGS)

.PHONY: vendor-diff
vendor-diff: ## what the newest release of the vendor's CBR SDK has that specs/cbr.yaml has not
	@mkdir -p dist
	@$(GO) run ./tools/vendordiff -write dist/vendor-diff.md $(APIFLAGS)

.PHONY: man
man: ## the manual pages of backupctl, into dist/man
	@$(GO) run ./cmd/backupctl/internal/clidocs -man dist/man

.PHONY: docs-cli
docs-cli: ## a Markdown page for each group of commands of backupctl, into dist/docs
	@$(GO) run ./cmd/backupctl/internal/clidocs -markdown dist/docs

.PHONY: docs-site
docs-site: docs-cli $(REDOCLY) ## the documents as a site that needs nothing from outside, into dist/site; SITEFLAGS=-check has a browser look at it
	@$(GO) run ./tools/site -out dist/site -commands dist/docs -redocly $(REDOCLY) $(SITEFLAGS)

.PHONY: check-generate
check-generate: ## fail if generating twice gives other bytes than the tree holds
	@GO='$(GO)' sh .ci/check-generate.sh

# --- checks -----------------------------------------------------------------

.PHONY: fmt
fmt: ## format all Go code
	@$(GOLANGCI_LINT) fmt ./...

.PHONY: vet
vet: ## go vet, for the other supported systems too
	@$(GO) vet $(PKGS)
	@GOWORK=off $(GO) vet ./... # the library alone, with its own go.mod
	@for dir in $(NESTED); do (cd $$dir && GOWORK=off $(GO) vet ./...) || exit; done
	@for os in darwin windows; do GOOS=$$os CGO_ENABLED=0 $(GO) vet $(PKGS) || exit; done

.PHONY: lint
lint: ## golangci-lint, pinned
	@$(GOLANGCI_LINT) config verify
	@$(GOLANGCI_LINT) run ./...
	@config=$$PWD/.golangci.yml; for dir in cmd/backupctl fleet otel; do (cd $$dir && $(GOLANGCI_LINT) run --config $$config ./...) || exit; done
	@config=$$PWD/.golangci.yml; cd tools && $(GOLANGCI_LINT) run --config $$config --disable gomoddirectives ./... # its tool line is the point of it
	@config=$$PWD/.golangci.yml; for dir in $(NESTED); do (cd $$dir && GOWORK=off $(GOLANGCI_LINT) run --config $$config --disable gomoddirectives ./...) || exit; done # their replace is the point of them

.PHONY: lint-specs
lint-specs: export REDOCLY_TELEMETRY = off
lint-specs: export REDOCLY_SUPPRESS_UPDATE_NOTICE = true
lint-specs: $(REDOCLY) ## Redocly's linter over the four specs, pinned
	@$(REDOCLY) lint --config specs/lint/redocly.yaml --lint-config error --format stylish

$(REDOCLY): specs/lint/package.json specs/lint/package-lock.json
	@cd specs/lint && $(NPM) ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

.PHONY: tidy
tidy: ## go mod tidy in every module
	@GO='$(GO)' sh .ci/tidy.sh

.PHONY: check-tidy
check-tidy: ## fail if a go.mod or go.sum is not tidy
	@GO='$(GO)' sh .ci/tidy.sh check

.PHONY: check-install
check-install: ## `go install …/backupctl@VERSION` from zips of this tree, as a proxy would serve them
	@$(GO) run ./tools/published

GORELEASER     = github.com/goreleaser/goreleaser/v2@v2.15.1
CYCLONEDX      = github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
VERSION       ?=

.PHONY: release-tools
release-tools: ## goreleaser and the maker of SBOMs, pinned, into bin/tools
	@mkdir -p bin/tools
	@GOBIN=$$PWD/bin/tools GOFLAGS= $(GO) install $(GORELEASER)
	@GOBIN=$$PWD/bin/tools GOFLAGS= $(GO) install $(CYCLONEDX)

.PHONY: release-dry-run
release-dry-run: release-tools ## everything of a release but publishing, twice, compared byte by byte
	@GO='$(GO)' sh .ci/release-dry-run.sh

.PHONY: release
release: ## the tags of VERSION on all modules, once nothing stands against it
	@$(GO) run ./tools/release -tag '$(VERSION)'

.PHONY: vuln
vuln: ## known vulnerabilities in what the code calls (reads vuln.go.dev)
	@$(GOVULNCHECK) $(WORK)

# --- tests ------------------------------------------------------------------

.PHONY: test
test: ## all tests, race detector on, in random order
	@$(GO) test -race -shuffle=on -timeout 20m $(TESTFLAGS) $(PKGS)

# Packages that nothing else stands on but standard ones: if they hold on 32 bits,
# so does what is above them.
CORE32 = . ./lenient ./internal/rest ./internal/token ./internal/form ./internal/billmgr ./internal/jsonread ./internal/hwsign ./internal/serve ./internal/validate

.PHONY: test-386
test-386: ## the core's tests as a 32-bit program; everything else is compiled
	@GO='$(GO)' sh .ci/386.sh $(CORE32)

.PHONY: bench
bench: ## all benchmarks; "of-encoding/json" is what internal/jsonread takes of the standard library's time
	@$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -benchtime $(BENCHTIME) -count $(COUNT) $(PKGS)

.PHONY: fuzz
fuzz: ## every fuzz target in turn, FUZZTIME each
	@GO='$(GO)' FUZZ='$(FUZZ)' FUZZTIME='$(FUZZTIME)' sh .ci/fuzz.sh $(PKGS)

.PHONY: consumer
consumer: ## what the library costs a user: packages, modules, bytes
	@cd internal/consumer && GOWORK=off $(GO) test -count=1 ./...

.PHONY: interop
interop: ## our CBR client and its fake against the vendor's own client (48 MB to fetch)
	@cd tools/interop && GOWORK=off $(GO) test -count=1 ./...

.PHONY: rules
rules: ## the alert rules of backupctl's exporter in Prometheus' own engine (700 packages to compile)
	@cd tools/rules && GOWORK=off $(GO) mod tidy -diff && GOWORK=off $(GO) test -count=1 ./...

FOREIGN = tools/foreign/npm/node_modules/.bin/tsc

.PHONY: clients
clients: export DO_NOT_TRACK = 1
clients: $(FOREIGN) ## clients and tools of others against the emulator and the specs; CLIENTFLAGS=-update writes docs/clients.md
	@cd tools/foreign && GOWORK=off $(GO) test -count=1 . -args $(CLIENTFLAGS)

$(FOREIGN): tools/foreign/npm/package.json tools/foreign/npm/package-lock.json
	@cd tools/foreign/npm && $(NPM) ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

.PHONY: reliability
reliability: ## every operation with every fault, and docs/reliability.md from it
	@$(GO) test -count=1 ./tools/reliability -update

.PHONY: reliability-whole
reliability-whole: ## the same with the race detector, and over TCP, with nothing left out
	@$(GO) test -race -count=1 -timeout 60m ./tools/reliability -whole

.PHONY: soak
soak: ## 64 workers on a bad network for SOAKTIME, then a look at what they left
	@$(GO) run ./tools/soak -duration $(SOAKTIME)

.PHONY: fleet-kill
fleet-kill: ## 100 kills of processes and 10 crashes of PostgreSQL under the fleet's engine, its speed and size, and docs/fleet-engine.md from it (10 minutes)
	@$(GO) run ./fleet/engine/internal/kill -write docs/fleet-engine.md $(KILLFLAGS)

.PHONY: bench-peers
bench-peers: ## this library, net/http by hand, ogen's client and the vendor's SDK on both Gos, and docs/performance.md from it (30 minutes)
	@cd tools/bench && GOWORK=off $(GO) generate ./ogencbr
	@cd tools/bench && add=; for version in $(GOS); do GOWORK=off GOTOOLCHAIN=$$version $(GO) run -tags ogen . -write ../../docs/performance.md $$add || exit; add=-append; done

.PHONY: mutation
mutation: ## break the core's code in every small way, and docs/mutation.md from what its tests say (20 minutes)
	@$(GO) run ./tools/mutation -write docs/mutation.md $(CORE)

.PHONY: one-edit
one-edit: ## docs/adding-an-endpoint.md in a copy of the tree, as it is written (10 minutes)
	@$(GO) test -count=1 -timeout 60m -run '^TestOneEdit$$' -v ./tools/specgen -args -full

.PHONY: demo
demo: ## a day's work on the three in-process services
	@$(GO) run ./cmd/backupctl demo
