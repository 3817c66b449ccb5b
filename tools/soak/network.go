package main

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// network loses, cuts and delays a share of the requests.
type network struct {
	next   *http.Transport
	share  float64
	signIn func(*http.Request) bool // such requests arrive: their number is counted

	mu   sync.Mutex
	rand *rand.Rand

	requests, faults atomic.Int64
}

func newNetwork(s settings, stream uint64, signIn func(*http.Request) bool) *network {
	return &network{
		next:  &http.Transport{MaxIdleConnsPerHost: s.workers},
		share: s.faults, signIn: signIn,
		rand: rand.New(rand.NewPCG(s.seed, stream)), // to be repeatable
	}
}

// fault is one way to fail.
type fault int

const (
	none fault = iota
	refused
	resetBefore
	resetAfter
	truncated
	unavailable
	tooMany
	slow
	faults // how many there are
)

func (n *network) draw() fault {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.rand.Float64() >= n.share {
		return none
	}
	return 1 + fault(n.rand.IntN(int(faults)-1))
}

// RoundTrip implements [http.RoundTripper].
func (n *network) RoundTrip(req *http.Request) (*http.Response, error) {
	n.requests.Add(1)
	if n.signIn(req) {
		return n.next.RoundTrip(req)
	}
	f := n.draw()
	if f != none {
		n.faults.Add(1)
	}
	switch f {
	case refused:
		drop(req)
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	case resetBefore:
		drop(req)
		return nil, &net.OpError{Op: "write", Net: "tcp", Err: syscall.ECONNRESET}
	case unavailable:
		drop(req)
		return page(req, http.StatusServiceUnavailable, nil), nil
	case tooMany:
		drop(req)
		return page(req, http.StatusTooManyRequests, http.Header{"Retry-After": {"0.01"}}), nil
	case slow:
		if err := pause(req.Context(), 30*time.Millisecond); err != nil {
			drop(req)
			return nil, err
		}
	}
	resp, err := n.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	switch f {
	case resetAfter:
		_, err := io.Copy(io.Discard, resp.Body)
		return nil, errors.Join(&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, err, resp.Body.Close())
	case truncated:
		// Half a refusal is classified by its status: a 401 of CBR, which may only
		// say that there is no such thing, would cost a sign-in.
		if resp.StatusCode < http.StatusBadRequest {
			resp.Body = &cut{resp.Body, 10}
		}
	}
	return resp, nil
}

// drop is a request that does not leave.
func drop(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func page(req *http.Request, status int, header http.Header) *http.Response {
	if header == nil {
		header = make(http.Header)
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header, Request: req,
		Body: io.NopCloser(strings.NewReader("try again later")), ContentLength: -1,
	}
}

// cut is a body that breaks off after some bytes.
type cut struct {
	io.ReadCloser
	left int
}

// Read implements [io.Reader].
func (c *cut) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.ReadCloser.Read(p[:min(len(p), c.left)])
	c.left -= n
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
