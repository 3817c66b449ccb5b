package hwsign

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestSignRefusesAStream(t *testing.T) {
	t.Parallel()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://h/", io.MultiReader(strings.NewReader("x")))
	if err != nil {
		t.Fatal(err)
	}
	if err := Sign(req, "a", "s", time.Now(), "host"); !errors.Is(err, ErrBodyOnce) {
		t.Errorf("error %v", err)
	}
	req.Header.Set(HeaderContentHash, "UNSIGNED-PAYLOAD")
	if err := Sign(req, "a", "s", time.Now(), "host"); err != nil {
		t.Errorf("with a given hash: %v", err)
	}
}

// closing is a body that tells how often it was closed, and fails to close if
// it is told to.
type closing struct {
	io.Reader
	closed int
	err    error
}

func (c *closing) Close() error { c.closed++; return c.err }

// TestSignFailsWithItsBody: a body that cannot be read whole is not signed, for
// the hash would be of another one.
func TestSignFailsWithItsBody(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	for name, tt := range map[string]struct {
		body   closing
		get    error
		closed int
		want   error
	}{
		"good":              {body: closing{Reader: strings.NewReader("x")}, closed: 1},
		"cannot be had":     {get: gone, want: gone},
		"breaks off":        {body: closing{Reader: iotest.ErrReader(gone)}, closed: 1, want: gone},
		"fails when closed": {body: closing{Reader: strings.NewReader("x"), err: gone}, closed: 1, want: gone},
		"fails with both":   {body: closing{Reader: iotest.ErrReader(gone), err: io.ErrClosedPipe}, closed: 1, want: gone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://h/", strings.NewReader("x"))
			if err != nil {
				t.Fatal(err)
			}
			req.GetBody = func() (io.ReadCloser, error) { return &tt.body, tt.get }
			if err := Sign(req, "a", "s", time.Now(), "host"); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if signed := req.Header.Get("Authorization") != ""; signed != (tt.want == nil) {
				t.Errorf("signed: %v", signed)
			}
			if tt.body.closed != tt.closed {
				t.Errorf("closed %d times, want %d", tt.body.closed, tt.closed)
			}
		})
	}
}
