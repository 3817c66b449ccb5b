package fake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
)

// RoundTripper reaches the server without a socket, whatever host a request
// names. It behaves like http.Transport where clients can tell: the handler
// gets the request's context, a cancelled request returns at once with the
// context's error, bodies stream, resets and truncation look like the real
// thing. It works inside a testing/synctest bubble.
func (s *Server) RoundTripper() http.RoundTripper { return memoryTransport{s} }

type memoryTransport struct{ handler http.Handler }

func (t memoryTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	closeBody := sync.OnceFunc(func() {
		if req.Body != nil {
			_ = req.Body.Close()
		}
	})
	if err := context.Cause(req.Context()); err != nil {
		closeBody()
		return nil, err
	}
	ctx, cancel := context.WithCancel(req.Context())
	in, err := serverRequest(ctx, req)
	if err != nil {
		cancel()
		closeBody()
		return nil, err
	}
	w := &memoryWriter{head: req.Method == http.MethodHead, header: make(http.Header), ready: make(chan struct{}), more: make(chan struct{})}
	go func() {
		defer closeBody()
		defer func() { w.finish(recover()) }()
		t.handler.ServeHTTP(w, in)
	}()
	select {
	case <-w.ready:
	case <-req.Context().Done():
		cancel()
		closeBody()
		return nil, context.Cause(req.Context())
	}
	resp, err := w.response(req)
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = &memoryBody{done: ctx.Done(), cause: func() error { return context.Cause(ctx) }, cancel: cancel, w: w}
	return resp, nil
}

// serverRequest turns a client's request into what a server sees of it: no
// scheme, no host in the URL, no fragment.
func serverRequest(ctx context.Context, req *http.Request) (*http.Request, error) {
	target, err := url.ParseRequestURI(req.URL.RequestURI())
	if err != nil {
		return nil, err
	}
	in := req.Clone(ctx)
	in.URL, in.RequestURI, in.RemoteAddr = target, req.URL.RequestURI(), "192.0.2.1:1234"
	in.Proto, in.ProtoMajor, in.ProtoMinor = "HTTP/1.1", 1, 1
	in.GetBody, in.Response = nil, nil
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	if in.Header == nil {
		in.Header = make(http.Header)
	}
	if in.Method == "" {
		in.Method = http.MethodGet
	}
	if in.Body == nil {
		in.Body = http.NoBody
	} else if in.ContentLength == 0 {
		in.ContentLength = -1
	}
	if in.ContentLength > 0 {
		in.Header.Set("Content-Length", strconv.FormatInt(in.ContentLength, 10))
	}
	if _, ok := in.Header["User-Agent"]; !ok {
		in.Header.Set("User-Agent", "Go-http-client/1.1")
	}
	return in, nil
}

// memoryWriter is the response while the handler writes it. The client side
// waits on ready for the headers and on more for each piece of the body.
type memoryWriter struct {
	head   bool
	header http.Header // the handler's, until it is sent

	mu     sync.Mutex
	sent   http.Header // as sent; nil before
	status int
	length int64 // announced, -1 when not
	wrote  int64
	data   []byte
	err    error // what the body ends with
	done   bool
	ready  chan struct{}
	more   chan struct{}
	isOpen bool // ready is closed
}

func (w *memoryWriter) Header() http.Header { return w.header }

func (w *memoryWriter) WriteHeader(status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.send(status)
}

func (w *memoryWriter) send(status int) {
	if w.sent != nil || status < http.StatusOK {
		return
	}
	w.sent, w.status, w.length = w.header.Clone(), status, -1
	if n, err := strconv.ParseInt(w.sent.Get("Content-Length"), 10, 64); err == nil {
		w.length = n
	}
}

func (w *memoryWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.send(http.StatusOK)
	switch {
	case w.done:
		return 0, http.ErrHandlerTimeout
	case w.status == http.StatusNoContent || w.status == http.StatusNotModified:
		return 0, http.ErrBodyNotAllowed
	case w.length >= 0 && w.wrote+int64(len(p)) > w.length:
		return 0, http.ErrContentLength
	}
	if w.wrote == 0 && len(p) > 0 && !w.isOpen && w.sent["Content-Type"] == nil {
		w.sent.Set("Content-Type", http.DetectContentType(p))
	}
	w.wrote += int64(len(p))
	if !w.head {
		w.data = append(w.data, p...)
	}
	return len(p), nil
}

// FlushError lets the client see what was written so far.
func (w *memoryWriter) FlushError() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.send(http.StatusOK)
	w.wake()
	return nil
}

func (w *memoryWriter) wake() {
	if !w.isOpen {
		w.isOpen = true
		close(w.ready)
	}
	close(w.more)
	w.more = make(chan struct{})
}

// abort breaks the connection: the client gets err in place of the response, or
// in the middle of the body when the headers are out.
func (w *memoryWriter) abort(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fail(err)
}

func (w *memoryWriter) fail(err error) {
	if !w.isOpen {
		w.sent = nil // still in the server's buffer, lost with the connection
	}
	w.end(err)
}

func (w *memoryWriter) end(err error) {
	if w.done {
		return
	}
	w.done, w.err = true, err
	w.wake()
}

// finish ends the response when the handler returned or panicked.
func (w *memoryWriter) finish(panicked any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case panicked != nil:
		err := fmt.Errorf("fake: handler panicked: %v", panicked)
		if cause, ok := panicked.(error); ok && errors.Is(cause, http.ErrAbortHandler) {
			err = errReset()
		}
		w.fail(err)
		return
	case w.done:
		return
	}
	w.send(http.StatusOK)
	if w.length >= 0 && w.wrote < w.length && !w.head {
		w.end(io.ErrUnexpectedEOF)
		return
	}
	switch {
	case w.length >= 0 || w.isOpen || w.head && w.wrote == 0:
	case w.status == http.StatusNoContent || w.status == http.StatusNotModified:
		w.length = 0
	default:
		w.length = w.wrote
		w.sent.Set("Content-Length", strconv.FormatInt(w.wrote, 10))
	}
	w.end(io.EOF)
}

func (w *memoryWriter) response(req *http.Request) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.sent == nil {
		return nil, w.err
	}
	resp := &http.Response{
		Status:     strings.TrimSpace(strconv.Itoa(w.status) + " " + http.StatusText(w.status)),
		StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, ContentLength: w.length, Request: req,
	}
	if w.length < 0 {
		resp.TransferEncoding = []string{"chunked"}
	}
	return resp, nil
}

// memoryBody is the client's end of the response. Closing it tells the handler
// that nobody listens any more.
type memoryBody struct {
	done   <-chan struct{} // of the request's context
	cause  func() error    // why it is done
	cancel context.CancelFunc
	w      *memoryWriter

	mu     sync.Mutex
	off    int
	err    error // sticky once met
	closed bool
}

func (b *memoryBody) Read(p []byte) (int, error) {
	for {
		n, more, err := b.next(p)
		if n > 0 || err != nil || len(p) == 0 {
			return n, err
		}
		select {
		case <-more:
		case <-b.done:
		}
	}
}

func (b *memoryBody) next(p []byte) (n int, more <-chan struct{}, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0, nil, http.ErrBodyReadAfterClose
	}
	if b.err != nil {
		return 0, nil, b.err
	}
	b.w.mu.Lock()
	defer b.w.mu.Unlock()
	if b.err = b.cause(); b.err != nil {
		return 0, nil, b.err
	}
	n = copy(p, b.w.data[b.off:])
	b.off += n
	if b.w.done && b.off == len(b.w.data) {
		b.err = b.w.err
		b.cancel()
		return n, nil, b.err
	}
	return n, b.w.more, nil
}

func (b *memoryBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.cancel()
	return nil
}
