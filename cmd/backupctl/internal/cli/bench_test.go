package cli

import (
	"io"
	"strings"
	"testing"
)

// What each start costs before anything is done.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		p := Program{Args: []string{"version"}, Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { return "" }}
		if code := p.Run(b.Context()); code != 0 {
			b.Fatal(code)
		}
	}
}
