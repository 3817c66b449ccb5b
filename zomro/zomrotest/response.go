package zomrotest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
)

// encode writes a document as the service does, in its envelope.
func encode(document any) ([]byte, error) {
	return json.Marshal(map[string]any{"doc": document})
}

// writeDocument responds with a document.
func writeDocument(w http.ResponseWriter, document any) {
	body, err := encode(document)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(body, '\n')) // a client that has gone cannot be told
}

// heldResponse is kept back until it is complete.
type heldResponse struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (h *heldResponse) Header() http.Header { return h.header }

// WriteHeader implements http.ResponseWriter.
func (h *heldResponse) WriteHeader(status int) { h.status = status }

// Write implements http.ResponseWriter.
func (h *heldResponse) Write(p []byte) (int, error) { return h.body.Write(p) }

// rewrite changes the body.
func (h *heldResponse) rewrite(change func([]byte) []byte) {
	body := bytes.Clone(h.body.Bytes())
	h.body.Reset()
	_, _ = h.body.Write(change(body))
}

// flush sends the response.
func (h *heldResponse) flush(w http.ResponseWriter) {
	maps.Copy(w.Header(), h.header)
	if h.status != 0 {
		w.WriteHeader(h.status)
	}
	_, _ = w.Write(h.body.Bytes())
}
