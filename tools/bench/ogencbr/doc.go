// Package ogencbr is the client that ogen makes of specs/cbr.yaml, of two
// operations: one more way to make the calls that are compared.
package ogencbr

//go:generate go tool ogen --target . --package ogencbr --clean --config ogen.yml ../../../specs/cbr.yaml
