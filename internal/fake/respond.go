package fake

import (
	"bytes"
	"context"
	"maps"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"
	"time"
)

// slowPieces is how many pieces a slow body is cut into.
const slowPieces = 10

// strike responds as the fault wants; handle runs the service.
func (f Fault) strike(ctx context.Context, w http.ResponseWriter, handle func(http.ResponseWriter)) {
	var rec *recorder
	if f.After {
		rec = newRecorder()
		handle(rec)
	}
	if !pause(ctx, f.Delay) {
		abort(w, errReset())
		return
	}
	switch {
	case f.Unreachable:
		abort(w, errUnreachable())
		return
	case f.Reset:
		abort(w, errReset())
		return
	case f.responds():
		rec = f.response()
	case rec == nil:
		rec = newRecorder()
		handle(rec)
	}
	f.decorate(rec.header)
	f.send(ctx, w, rec)
}

// send writes a recorded response, distorted as the fault wants.
func (f Fault) send(ctx context.Context, w http.ResponseWriter, rec *recorder) {
	maps.Copy(w.Header(), rec.header)
	body := rec.body.Bytes()
	if f.Truncate != 0 {
		// A body shorter than announced makes net/http cut the connection.
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		body = body[:min(max(f.Truncate, 0), len(body))]
	}
	w.WriteHeader(rec.status)
	if f.SlowBody <= 0 {
		_, _ = w.Write(body)
		return
	}
	flush := http.NewResponseController(w).Flush
	size := max(1, (len(body)+slowPieces-1)/slowPieces)
	_ = flush()
	for len(body) > 0 {
		if !pause(ctx, f.SlowBody/slowPieces) {
			abort(w, errReset())
			return
		}
		piece := body[:min(size, len(body))]
		body = body[len(piece):]
		if _, err := w.Write(piece); err != nil {
			return
		}
		_ = flush()
	}
}

// pause waits and says whether the time passed; false means that the client
// went away first.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func errReset() error {
	return &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
}

func errUnreachable() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}

// abort ends a request without a response. In memory the client gets cause; on
// a socket it gets a reset.
func abort(w http.ResponseWriter, cause error) {
	for inner := w; ; {
		if a, ok := inner.(*memoryWriter); ok {
			a.abort(cause)
			return
		}
		u, ok := inner.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			break
		}
		inner = u.Unwrap()
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // what net/http documents for this purpose
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a reset, not an orderly close
	}
	_ = conn.Close()
}

// recorder keeps a response until the fault has decided what becomes of it.
type recorder struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

func newRecorder() *recorder {
	return &recorder{header: make(http.Header), status: http.StatusOK}
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, true
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.wrote = true
	return r.body.Write(p)
}
