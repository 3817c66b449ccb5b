package trace

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/redact"
)

// Transport passes requests on and shows them.
type Transport struct {
	Next http.RoundTripper
	// Debug gets a text for each exchange, Archive an entry; both may be nil.
	Debug   io.Writer
	Archive *Archive
	// Known are the secrets that are shown nowhere, whatever they stand in.
	Known *redact.Known

	mu sync.Mutex
}

// exchange is a request and what came of it.
type exchange struct {
	started       time.Time
	wait, receive time.Duration
	request       *http.Request
	sent          []byte
	response      *http.Response
	received      []byte
	err           error
}

// maxResponse is more than the SDK reads of a response.
const maxResponse = 65 << 20

// RoundTrip implements [http.RoundTripper].
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	x := &exchange{started: time.Now(), request: r, sent: sent(r)}
	x.response, x.err = t.Next.RoundTrip(r)
	x.wait = time.Since(x.started)
	if x.err == nil {
		var readErr error
		x.received, readErr = io.ReadAll(io.LimitReader(x.response.Body, maxResponse))
		x.receive = time.Since(x.started) - x.wait
		x.response.Body = &replayed{Reader: io.MultiReader(bytes.NewReader(x.received), failing{readErr}), Closer: x.response.Body}
	}
	t.show(x)
	return x.response, x.err
}

// CloseIdleConnections passes the call on; [http.Client] looks for it.
func (t *Transport) CloseIdleConnections() {
	if c, ok := t.Next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// replayed is a body that was read already.
type replayed struct {
	io.Reader
	io.Closer
}

// failing ends a body as it ended on the wire.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// sent is the body of a request, without taking it away.
func sent(r *http.Request) []byte {
	if r.GetBody == nil {
		return nil
	}
	b, err := r.GetBody()
	if err != nil {
		return nil
	}
	defer func() {
		_ = b.Close() // a copy in memory
	}()
	data, err := io.ReadAll(io.LimitReader(b, maxResponse))
	if err != nil {
		return nil
	}
	return data
}

func (t *Transport) show(x *exchange) {
	known := t.Known
	if known == nil {
		known = new(redact.Known)
	}
	if t.Archive != nil {
		t.Archive.add(known, x)
	}
	if t.Debug == nil {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "> %s %s\n", x.request.Method, address(known, x.request.URL))
	write(&b, "> ", headers(known, x.request.Header), body(known, x.request.Header, x.sent))
	if x.err != nil {
		fmt.Fprintf(&b, "< %s\n", known.Cut(x.err.Error()))
	}
	if x.response != nil {
		fmt.Fprintf(&b, "< %s %s (%s)\n", x.response.Proto, known.Cut(x.response.Status), (x.wait + x.receive).Round(time.Millisecond))
		write(&b, "< ", headers(known, x.response.Header), body(known, x.response.Header, x.received))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintln(t.Debug, b.String())
}

func write(b *strings.Builder, mark string, headers [][2]string, body string) {
	for _, h := range headers {
		fmt.Fprintf(b, "%s%s: %s\n", mark, h[0], h[1])
	}
	if body != "" {
		fmt.Fprintf(b, "%s\n%s%s\n", strings.TrimSpace(mark), mark, body)
	}
}
