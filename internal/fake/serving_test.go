package fake

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// TestServingLeavesNothingBehind responds to requests whose bodies are not read:
// net/http then keeps a goroutine for half a second.
func TestServingLeavesNothingBehind(t *testing.T) {
	before := goleak.IgnoreCurrent()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serving := Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		w.WriteHeader(http.StatusTeapot)
	}))
	client := &http.Client{Transport: &http.Transport{}}
	for range 3 {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+listener.Addr().String(), strings.NewReader(strings.Repeat("x", 1<<20)))
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := client.Do(req); err == nil { // the connection may break before the response is read
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
	}
	client.CloseIdleConnections()
	if err := serving.Close(); err != nil {
		t.Error(err)
	}
	if err := serving.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	if err := goleak.Find(before); err != nil {
		t.Error(err)
	}
}

func TestServingTellsWhyItEnded(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	serving := Serve(listener, http.NotFoundHandler())
	<-serving.Ended()
	if err := serving.Close(); err == nil {
		t.Error("a listener that failed is not reported")
	}
}
