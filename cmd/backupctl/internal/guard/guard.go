// Package guard stands between the clients and the network. It knows of each request
// what it does, from the specification, and lets nothing pass that nobody agreed to;
// in a rehearsal it stops the first request that would change something.
package guard

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
)

// Guard implements [http.RoundTripper].
type Guard struct {
	Next http.RoundTripper

	apis []api

	mu    sync.Mutex
	allow func(*Call) error
	sent  func(*Call)
}

// Know makes the guard know the operations of an API at an address; without one,
// wherever else it may be.
func (g *Guard) Know(provider, address string) {
	u, err := url.Parse(address)
	if err != nil {
		return // no client can be made for it
	}
	base := strings.TrimSuffix(u.EscapedPath(), "/")
	g.apis = append(g.apis, api{provider: provider, host: u.Host, base: base, operations: meta.Operations(provider)})
}

// Allow sets what may pass from now on. Without it nothing but signing in may.
func (g *Guard) Allow(allow func(*Call) error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.allow = allow
}

// Observe sets who is told of what passes.
func (g *Guard) Observe(sent func(*Call)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sent = sent
}

// errStopped ends a request that must not pass.
var errStopped = errors.New("stopped before it was sent")

// Rehearsal is a call that goes as far as it can without changing anything.
type Rehearsal struct {
	cancel context.CancelCauseFunc

	mu      sync.Mutex
	stopped *Call
}

type rehearsalKey struct{}

// Rehearse makes a context for a rehearsal. The context ends with the first
// request that would change something.
func Rehearse(ctx context.Context) (context.Context, *Rehearsal) {
	ctx, cancel := context.WithCancelCause(ctx)
	r := &Rehearsal{cancel: cancel}
	return context.WithValue(ctx, rehearsalKey{}, r), r
}

// Stopped is the request that would have been sent first, nil when there was none.
func (r *Rehearsal) Stopped() *Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stopped
}

// End lets go of the context.
func (r *Rehearsal) End() { r.cancel(nil) }

func (r *Rehearsal) stop(c *Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopped == nil {
		r.stopped = c
	}
	r.cancel(errStopped)
}

// RoundTrip implements [http.RoundTripper].
func (g *Guard) RoundTrip(r *http.Request) (*http.Response, error) {
	sent, r, err := body(r)
	if err != nil {
		return nil, err
	}
	c := g.Look(r, sent)
	if err := g.permit(r.Context(), c); err != nil {
		return nil, err
	}
	return g.Next.RoundTrip(r)
}

func (g *Guard) permit(ctx context.Context, c *Call) error {
	rehearsal, _ := ctx.Value(rehearsalKey{}).(*Rehearsal)
	if rehearsal != nil && !c.Reads() && !c.SignsIn() {
		rehearsal.stop(c)
		return errStopped
	}
	g.mu.Lock()
	allow, told := g.allow, g.sent
	g.mu.Unlock()
	switch {
	case c.SignsIn():
	case allow == nil && !c.Reads():
		return errStopped
	case allow != nil:
		if err := allow(c); err != nil {
			return err
		}
	}
	if told != nil {
		told(c)
	}
	return nil
}

// CloseIdleConnections passes the call on; [http.Client] looks for it.
func (g *Guard) CloseIdleConnections() {
	if c, ok := g.Next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// body reads what a request sends, and returns a request that sends it still.
func body(r *http.Request) ([]byte, *http.Request, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, r, nil
	}
	data, err := io.ReadAll(r.Body)
	if problem := errors.Join(err, r.Body.Close()); problem != nil {
		return nil, r, problem
	}
	clone := r.WithContext(r.Context())
	clone.Body = io.NopCloser(bytes.NewReader(data))
	return data, clone, nil
}
