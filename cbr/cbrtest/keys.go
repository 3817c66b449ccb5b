package cbrtest

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/iamapi"
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

func (s *iam) CreateTemporaryKey(ctx context.Context, in *iamapi.TemporaryKeyAuth) (any, error) {
	defer s.enter()()
	if p := rejected(ctx); p != nil {
		return nil, p
	}
	identity := in.Identity
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
	return iamapi.TemporaryKeyEnvelope{Credential: &k}, nil
}
