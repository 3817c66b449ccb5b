//go:build !ogen

package main

import (
	"context"
	"errors"
	"net/http"
)

// generated stands for ogen's client where that was not made: the program compiles
// and can be checked without its ten thousand lines.
type generated struct{}

func newGenerated(string, http.RoundTripper) (*generated, error) {
	return nil, errors.New("ogen's client is missing: make it with \"go generate ./ogencbr\" and build with -tags ogen, as make bench-peers does")
}

func (*generated) createCheckpoint(context.Context) error { return nil }
func (*generated) listBackups(context.Context) error      { return nil }
func (*generated) allBackups(context.Context) error       { return nil }
