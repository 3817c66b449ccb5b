package cloutilitytest

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// defaultApplication is the name of the account's application.
const defaultApplication = "Nordlicht enrolment"

// application is a program that may use the API.
type application struct {
	id           int64
	clientID     string
	name, host   string
	allowRefresh bool
	lastAccess   time.Time
}

func (s *service) applicationObject(a *application) object {
	out := s.based(object{
		"clientId": a.clientID, "name": a.name, "host": a.host, "allowRefreshTokens": a.allowRefresh,
		"hasErrorLog": false, "defaultApplication": false, "createdDate": s.date(s.now()),
	}, a.id)
	if !a.lastAccess.IsZero() {
		out["lastAccess"] = s.date(a.lastAccess)
	}
	return out
}

// registered says whether an origin belongs to any application.
func (s *service) registered(origin string) bool {
	defer s.lock()()
	for _, a := range s.applications {
		if a.host == origin {
			return true
		}
	}
	return false
}

// CreateApplication makes a client id, with which and whose origin one can sign
// in from then on.
func (s *service) CreateApplication(_ context.Context, unitID int64, in *cloutilityapi.CreateApplicationInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if strings.TrimSpace(in.Name) == "" {
		return nil, invalid("The field Name is required.")
	}
	if u, err := url.Parse(in.Host); err != nil || u.Scheme == "" || u.Host == "" || u.Path != "" || u.RawQuery != "" {
		return nil, invalid("The field Host has to be an origin.")
	}
	a := &application{id: s.newID(), clientID: s.ids.UUID(), name: in.Name, host: in.Host, allowRefresh: in.AllowRefreshTokens}
	s.applications[a.clientID] = a
	s.audit(auditCreate, unitID, 0, "Application "+a.name+" was created")
	return s.created(s.applicationObject(a))
}
