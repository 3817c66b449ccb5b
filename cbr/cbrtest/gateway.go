package cbrtest

import (
	"bytes"
	"context"
	"crypto/subtle"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/internal/hwsign"
)

// maxSkew is how far the clock of a signature may be off.
const maxSkew = 15 * time.Minute

func unauthenticated(message string) *problem {
	return gatewayError(http.StatusUnauthorized, "APIGW.0301", "Incorrect IAM authentication information: "+message)
}

// authorize is the gateway in front of CBR: it looks at the signature or the
// token, and at the project in the path.
func (s *service) authorize(next http.Handler) http.Handler {
	check := func(r *http.Request) *problem {
		defer s.enter()()
		own, p := s.authenticated(r)
		if p != nil {
			return p
		}
		asked := r.PathValue("project_id") // some paths have none
		if named := r.Header.Get(hwsign.HeaderProject); asked == "" {
			asked = named
		} else if named != "" && named != asked {
			return &problem{status: http.StatusForbidden, shape: shapeWrapped, message: "X-Project-Id is not the project of the path"}
		}
		switch {
		case asked == "":
			return nil
		case own == anyProject && !slices.ContainsFunc(s.projects, func(p project) bool { return p.id == asked }),
			own != anyProject && own != asked:
			return &problem{status: http.StatusForbidden, shape: shapeWrapped, message: "The token is not for this project"}
		case asked != s.account.ProjectID:
			return serviceError(http.StatusForbidden, "8600", "The account of this project is not verified")
		}
		return nil
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p := check(r); p != nil {
			p.WriteResponse(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// anyProject is what a key may use: all projects of its account.
const anyProject = "*"

// authenticated looks at a signature or token and returns the project it is
// for: one, anyProject, or "" for a token of the account.
func (s *service) authenticated(r *http.Request) (project string, p *problem) {
	if strings.HasPrefix(r.Header.Get("Authorization"), hwsign.Algorithm) {
		return anyProject, s.checkSignature(r)
	}
	text := r.Header.Get("X-Auth-Token")
	if text == "" {
		return "", unauthenticated("x-auth-token not found")
	}
	t, ok := s.valid(text)
	if !ok {
		return "", unauthenticated("token expired or unknown")
	}
	return t.project, nil
}

// checkSignature signs a request again, with the secret key that the service
// knows, and compares.
func (s *service) checkSignature(r *http.Request) *problem {
	presented, ok := hwsign.Parse(r.Header.Get("Authorization"))
	if !ok {
		return unauthenticated("Authorization format is incorrect")
	}
	key, known := s.keys[presented.Access]
	date := r.Header.Get(hwsign.HeaderDate)
	at, err := time.Parse(hwsign.DateLayout, date)
	switch {
	case err != nil || !slices.Contains(presented.Signed, "x-sdk-date"):
		return unauthenticated("X-Sdk-Date is missing or not signed")
	case !known:
		return unauthenticated("ak " + presented.Access + " not exist")
	case s.now.Sub(at).Abs() > maxSkew:
		return unauthenticated("signature expired, signature time:" + date + ",server time:" + s.now.UTC().Format(hwsign.DateLayout))
	case key.token != "" && !s.now.Before(key.expires):
		return unauthenticated("ak " + presented.Access + " expired")
	case key.token != r.Header.Get(hwsign.HeaderSecurityToken), key.token != "" && !slices.Contains(presented.Signed, "x-security-token"):
		return unauthenticated("the security token is missing, not signed, or not that of the ak")
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return unauthenticated("the body cannot be read")
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	again := r.Clone(r.Context())
	// As it was sent: a program that serves several fakes cuts a prefix off.
	if u, err := url.ParseRequestURI(r.RequestURI); err == nil {
		again.URL = u
	}
	again.Body = io.NopCloser(bytes.NewReader(body))
	again.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	if err := hwsign.Sign(again, presented.Access, key.secret, at, presented.Signed...); err != nil {
		return unauthenticated(err.Error())
	}
	right, _ := hwsign.Parse(again.Header.Get("Authorization"))
	if subtle.ConstantTimeCompare([]byte(right.Signature), []byte(presented.Signature)) != 1 {
		// The gateway shows what it would have signed, in one line.
		canonical, err := hwsign.Canonical(again, presented.Signed...)
		if err != nil {
			canonical = ""
		}
		return unauthenticated("verify aksk signature fail, canonical request:" + strings.ReplaceAll(canonical, "\n", "|"))
	}
	return nil
}

// rejectedKey carries what the gateway has against the sender of a request to
// IAM: some operations need no credentials.
type rejectedKey struct{}

func rejected(ctx context.Context) *problem {
	p, _ := ctx.Value(rejectedKey{}).(*problem)
	return p
}

// identify is the gateway in front of IAM.
func (s *service) identify(next http.Handler) http.Handler {
	check := func(r *http.Request) *problem {
		defer s.enter()()
		_, p := s.authenticated(r)
		if p != nil && !strings.HasPrefix(r.Header.Get("Authorization"), hwsign.Algorithm) {
			p = iamError(http.StatusUnauthorized, "The request you have made requires authentication.")
		}
		return p
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), rejectedKey{}, check(r))))
	})
}
