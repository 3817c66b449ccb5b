package zomrotest

import (
	"bytes"
	"io"
	"maps"
	"net/http"
)

// keptAnswer holds an answer back until it is complete.
type keptAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (a *keptAnswer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *keptAnswer) WriteHeader(status int) { a.status = status }

// Write implements http.ResponseWriter.
func (a *keptAnswer) Write(p []byte) (int, error) { return a.body.Write(p) }

// rewrite changes the body.
func (a *keptAnswer) rewrite(change func([]byte) []byte) {
	body := bytes.Clone(a.body.Bytes())
	a.body.Reset()
	_, _ = a.body.Write(change(body))
}

// flush sends the answer.
func (a *keptAnswer) flush(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	_, _ = w.Write(a.body.Bytes())
}

// bodyWriter keeps the body of an answer alone.
type bodyWriter struct {
	bytes.Buffer
}

// Header implements http.ResponseWriter.
func (*bodyWriter) Header() http.Header { return http.Header{} }

// WriteHeader implements http.ResponseWriter.
func (*bodyWriter) WriteHeader(int) {}

func bodyOf(body []byte) io.ReadCloser { return io.NopCloser(bytes.NewReader(body)) }
