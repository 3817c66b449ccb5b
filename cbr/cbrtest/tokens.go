package cbrtest

import (
	"context"
	"net/http"
	"slices"

	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/internal/serve"
)

func (s *iam) CreateToken(ctx context.Context, in iamapi.CreateTokenInput, auth *iamapi.Auth) (any, error) {
	defer s.enter()()
	out := iamapi.Token{
		IssuedAt:  iamTime(s.now),
		ExpiresAt: iamTime(s.now.Add(s.tokenLifetime)),
		Roles:     []iamapi.TokenRole{{ID: "0", Name: "te_admin"}},
		User:      &iamapi.TokenUser{ID: s.account.UserID, Name: s.account.User, Domain: s.domain()},
	}
	for _, m := range auth.Identity.Methods {
		out.Methods = append(out.Methods, string(m))
	}
	var p *problem
	if slices.Contains(auth.Identity.Methods, iamapi.AuthMethodAssumeRole) {
		out.AssumedBy = &iamapi.TokenAssumedBy{User: out.User}
		out.User = &iamapi.TokenUser{ID: "a1" + s.account.UserID[2:], Name: s.account.AgencyDomain + "/" + s.account.Agency}
		p = s.checkRole(ctx, auth.Identity.AssumeRole)
	} else {
		p = s.checkUser(auth.Identity)
	}
	if p != nil {
		if p.status == http.StatusUnauthorized && p.message != codeMissing { // the password was right
			s.badLogins++
		}
		return nil, p
	}
	scoped, p := s.scope(auth.Scope, &out)
	if p != nil {
		return nil, p
	}
	if in.Nocatalog == "" {
		out.Catalog = s.catalog(ctx, scoped)
	}
	s.logins++
	return serve.Response{
		Header: http.Header{"X-Subject-Token": {s.issue(scoped)}}, Body: iamapi.TokenEnvelope{Token: &out},
	}, nil
}

// codeMissing is said to a user with a virtual MFA device whose password came alone.
const codeMissing = "The verification code of the virtual MFA device is missing."

// checkUser looks at name or id, password and passcode.
func (s *iam) checkUser(identity iamapi.Identity) *problem {
	if identity.Password == nil || !slices.Contains(identity.Methods, iamapi.AuthMethodPassword) {
		return iamError(http.StatusBadRequest, "The identity has no password")
	}
	user, a := identity.Password.User, s.account
	right := user.ID == a.UserID
	if d := user.Domain; user.ID == "" && d != nil {
		right = user.Name == a.User && (d.ID == a.DomainID && d.Name == "" || d.ID == "" && d.Name == a.Domain)
	}
	if !right || user.Password != a.Password {
		return iamError(http.StatusUnauthorized, "The username or password is wrong.")
	}
	hasCode := identity.TOTP != nil && slices.Contains(identity.Methods, iamapi.AuthMethodTOTP)
	switch {
	case s.passcode == nil && !hasCode:
	case s.passcode == nil:
		return iamError(http.StatusBadRequest, "The user has no virtual MFA device")
	case !hasCode:
		return iamError(http.StatusUnauthorized, codeMissing)
	case identity.TOTP.User.ID != a.UserID || identity.TOTP.User.Passcode != s.passcode(s.now):
		return iamError(http.StatusUnauthorized, "The verification code is wrong.")
	}
	return nil
}

// checkRole looks at who wants to be an agency, and at its name.
func (s *iam) checkRole(ctx context.Context, role *iamapi.AssumeRole) *problem {
	if p := rejected(ctx); p != nil {
		return p
	}
	switch a := s.account; {
	case role == nil:
		return iamError(http.StatusBadRequest, "The identity has no assume_role")
	case role.AgencyName != a.Agency, role.DomainName != a.AgencyDomain && role.DomainID != agencyDomainID:
		return iamError(http.StatusNotFound, "Could not find the agency")
	}
	return nil
}

// scope finds the project a token is for, and "" when it is for the account.
func (s *iam) scope(scope *iamapi.Scope, out *iamapi.Token) (string, *problem) {
	if scope == nil || scope.Project == nil {
		out.Domain = s.domain()
		return "", nil
	}
	want := scope.Project
	if scope.Domain != nil {
		return "", iamError(http.StatusBadRequest, "The scope names both a project and a domain")
	}
	i := slices.IndexFunc(s.projects, func(p project) bool {
		return want.ID != "" && p.id == want.ID || want.ID == "" && p.name == want.Name
	})
	if i < 0 {
		return "", iamError(http.StatusBadRequest, "The project of the scope does not exist")
	}
	out.Project = &iamapi.TokenProject{ID: s.projects[i].id, Name: s.projects[i].name, Domain: s.domain()}
	return s.projects[i].id, nil
}
