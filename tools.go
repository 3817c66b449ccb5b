//go:build ignore

// The tools of this module, at the versions go.mod and go.sum record:
//
//	oapi-codegen makes the clients and servers in gen/, see generate.go
//
// This file is only the list. The build tag is "ignore" and not the usual
// "tools", for `go mod tidy` in a user's module looks at the files of every
// other tag: it would add 16 modules of the generator to the user's go.mod (22
// indirect lines in place of 6). What keeps them in this module's go.mod is
// internal/tools, a package that nobody imports.
package backup

import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
)
