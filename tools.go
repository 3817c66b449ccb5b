//go:build tools

// Package backup pins the generator that makes gen/: it is recorded in go.mod
// and go.sum, so `make generate` gives the same bytes on every machine.
package backup

import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
)
