package zomrotest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// ShowConsole implements the generated server. A machine that does not run has
// no screen.
func (s *service) ShowConsole(ctx context.Context, body *zomroapi.ConsoleForm) (any, error) {
	c := callOf(ctx)
	in, err := s.idle(body.ElementID)
	if err != nil {
		return nil, err
	}
	if in.Status == statusStopped {
		return nil, wrongState("The instance is not running")
	}
	token := s.ids.Hex(keyDigits)
	return zomroapi.ConsoleDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(), OK: value("https://console.harbor.example/vnc?token=" + token),
		Cookies: &zomroapi.Cookies{Cookie: []zomroapi.Cookie{{Name: "novnc", Text: token}}},
	}, nil
}

// ShowInstructions implements the generated server.
func (s *service) ShowInstructions(ctx context.Context, body *zomroapi.InstructionsForm) (any, error) {
	c := callOf(ctx)
	in := s.instance(body.ElementID)
	if in == nil {
		return nil, missed("instances", body.ElementID)
	}
	page := "<html><body><p>Your server " + in.ServerName + " is ready: ssh root@" + in.IP + "</p>"
	if in.Password != "" {
		page += "<p>Password: " + in.Password + "</p>"
	}
	return zomroapi.InstructionsDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(), OK: value(page + "</body></html>"),
	}, nil
}
