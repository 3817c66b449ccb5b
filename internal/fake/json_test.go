package fake_test

import (
	"net/http"
	"testing"

	"github.com/backup-sdk/backup-go/internal/fake"
)

func TestWriteJSONUnencodable(t *testing.T) {
	s := fake.New(fake.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fake.WriteJSON(w, 200, func() {})
	})})
	t.Cleanup(s.Close)
	if got := send(t.Context(), t, s.Client(), http.MethodGet, s.URL(), ""); got.Status != 500 {
		t.Errorf("got %+v", got)
	}
}
