// Package ogencbr is the client that ogen makes of specs/cbr.yaml, of two
// operations: one more way to make the calls that are compared. It is made when it
// is needed, by "make bench-peers", and so always of the specification at hand.
package ogencbr

//go:generate go tool ogen --target . --package ogencbr --clean --config ogen.yml ../../../specs/cbr.yaml

import (
	// What the client imports, so that go.mod holds it while the client is not there.
	_ "github.com/go-faster/errors"
	_ "github.com/go-faster/jx"
	_ "github.com/ogen-go/ogen/conv"
	_ "github.com/ogen-go/ogen/http"
	_ "github.com/ogen-go/ogen/ogenerrors"
	_ "github.com/ogen-go/ogen/ogenregex"
	_ "github.com/ogen-go/ogen/uri"
	_ "github.com/ogen-go/ogen/validate"
)
