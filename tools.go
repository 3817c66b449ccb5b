//go:build ignore

// The tools of this module, at the versions that tools/go.mod and tools/go.sum
// record:
//
//	oapi-codegen makes the clients and servers in gen/, see generate.go
//
// This file is only the list. The library's go.mod does not name the generator,
// and the build tag is "ignore", the one that `go mod tidy` never looks behind: a
// require line there would put 14 more modules into the module graph of whoever
// embeds the library, and raise the user's own golang.org/x/text and tools. In a
// clone the workspace finds the generator in tools/, at the version pinned there.
package backup

import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
)
