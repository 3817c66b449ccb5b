//go:build tools

// Package tools pins the generator that makes gen/: it is recorded in go.mod
// and go.sum, so `make generate` gives the same bytes on every machine.
//
// It is a package of its own, which nobody imports, because `go mod tidy` looks
// at files of every build tag: in a package that users import, this file would
// put the generator's modules into their go.mod.
package tools

import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
)
