package cbrtest

import (
	"net/http"
	"time"

	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// metadataState is what the metadata service has handed out.
type metadataState struct {
	token string
	key   iamapi.TemporaryKeyPair
	until time.Time // the key is handed out before
}

const (
	metadataTokenPath = "/meta-data/latest/api/token"
	metadataKeyPath   = "/openstack/latest/securitykey"
)

func isMetadata(path string) bool { return path == metadataTokenPath || path == metadataKeyPath }

// serveMetadata is the metadata service of a cloud server.
func (s *service) serveMetadata(w http.ResponseWriter, r *http.Request) {
	defer s.enter()()
	m := &s.metadata
	switch {
	case r.URL.Path == metadataTokenPath && s.metadataV1:
		http.NotFound(w, r)
	case r.URL.Path == metadataTokenPath && r.Method == http.MethodPut && r.Header.Get("X-Metadata-Token-Ttl-Seconds") != "":
		m.token = s.ids.Hex(48)
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte(m.token)) // a client that left is not told
	case r.URL.Path == metadataTokenPath:
		http.Error(w, "bad request", http.StatusBadRequest)
	case !s.metadataV1 && (m.token == "" || r.Header.Get("X-Metadata-Token") != m.token):
		http.Error(w, "unauthorized", http.StatusUnauthorized)
	default:
		// The same key is handed out until it comes near its end.
		if !s.now.Before(m.until) || m.key.Access == "" {
			m.key, m.until = s.issueKey(s.keyLifetime), s.now.Add(s.keyLifetime*3/4)
		}
		fake.WriteJSON(w, http.StatusOK, iamapi.TemporaryKeyEnvelope{Credential: &m.key})
	}
}
