package cbrtest

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/gen/iamserver"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// accessKey is a key pair; temporary ones have a token and an end.
type accessKey struct {
	secret, token string
	expires       time.Time
}

// agencyDomainID is the id of the account that gives the agency.
const agencyDomainID = "e5d7c9b1a3f04e6d8c2b4a6f8e0d1c3b"

// AgencyDomainID is the id of the account that gives the agency.
func (s *Server) AgencyDomainID() string { return agencyDomainID }

// TemporaryKeys counts the temporary keys issued so far, by IAM and by the
// metadata service.
func (s *Server) TemporaryKeys() int {
	defer s.svc.enter()()
	return s.svc.keysIssued
}

// ExpireKeys makes every temporary key issued so far invalid.
func (s *Server) ExpireKeys() {
	defer s.svc.enter()()
	for access, k := range s.svc.keys {
		if k.token != "" {
			delete(s.svc.keys, access)
		}
	}
	s.svc.metadata.key = iamapi.TemporaryKeyPair{}
}

// IssueKey makes a temporary key without IAM, for clients that are given one.
func (s *Server) IssueKey(life time.Duration) (access, secret, securityToken string) {
	defer s.svc.enter()()
	k := s.svc.issueKey(life)
	return k.Access, k.Secret, k.Securitytoken
}

func (s *service) issueKey(life time.Duration) iamapi.TemporaryKeyPair {
	s.keysIssued++
	k := iamapi.TemporaryKeyPair{
		Access: "HST" + strings.ToUpper(s.ids.Hex(17)), Secret: s.ids.Hex(40), Securitytoken: "gQpl" + s.ids.Hex(60),
		ExpiresAt: iamTime(s.now.Add(life)),
	}
	s.keys[k.Access] = accessKey{secret: k.Secret, token: k.Securitytoken, expires: s.now.Add(life)}
	return k
}

func (s *iam) CreateTemporaryKey(ctx context.Context, req iamserver.CreateTemporaryKeyRequestObject) (iamserver.CreateTemporaryKeyResponseObject, error) {
	defer s.enter()()
	if p := refused(ctx); p != nil {
		return nil, p
	}
	identity := req.Body.Auth.Identity
	var seconds *int64
	switch {
	case slices.Equal(identity.Methods, []iamapi.AuthMethod{iamapi.AuthMethodToken}):
		if identity.Token != nil {
			seconds = identity.Token.DurationSeconds
		}
	case slices.Equal(identity.Methods, []iamapi.AuthMethod{iamapi.AuthMethodAssumeRole}):
		if p := s.checkRole(ctx, identity.AssumeRole); p != nil {
			return nil, p
		}
		seconds = identity.AssumeRole.DurationSeconds
	default:
		return nil, iamError(http.StatusBadRequest, "methods must be token or assume_role")
	}
	life := int64(900)
	if seconds != nil {
		life = *seconds
	}
	if life < 900 || life > 86400 {
		return nil, iamError(http.StatusBadRequest, "duration_seconds must be between 900 and 86400")
	}
	k := s.issueKey(time.Duration(life) * time.Second)
	return iamserver.CreateTemporaryKey201JSONResponse{Credential: &k}, nil
}

// WithKeyLifetime sets how long the keys of the metadata service live; 6 hours
// by default.
func WithKeyLifetime(d time.Duration) Option {
	return func(c *config) { c.keyLifetime = d }
}

// WithMetadataV1 makes the metadata service an old one, without tokens.
func WithMetadataV1() Option {
	return func(c *config) { c.metadataV1 = true }
}

// MetadataURL is the address of the metadata service of a cloud server that
// the agency is assigned to. It is reached through a socket only.
func (s *Server) MetadataURL() string { return s.URL() }

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
