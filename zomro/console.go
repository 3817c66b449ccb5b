package zomro

import (
	"cmp"
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Console is where a browser shows an instance's screen, for a short while.
type Console struct {
	// URL lets in whoever has it.
	URL backup.Secret
	// Cookies are what the address wants, by name.
	Cookies map[string]backup.Secret
}

type consoleDoc struct {
	OK      string `json:"ok"`
	Cookies struct {
		Cookie []struct {
			Name string `json:"$name"`
			Text string `json:"$"`
		} `json:"cookie"`
	} `json:"cookies"`
}

func (d *consoleDoc) check(op *backup.Operation) error {
	if d.OK == "" {
		return unreadable(op, "response has no address")
	}
	return nil
}

// Console opens the console of an instance.
func (s *InstancesService) Console(ctx context.Context, instanceID int64) (*Console, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	var doc consoleDoc
	if err := s.client.api.ShowConsole(ctx, zomroapi.ConsoleForm{ElementID: instanceID}, &doc); err != nil {
		return nil, err
	}
	out := &Console{URL: backup.NewSecret(doc.OK), Cookies: make(map[string]backup.Secret)}
	for _, c := range doc.Cookies.Cookie {
		out.Cookies[c.Name] = backup.NewSecret(c.Text)
	}
	return out, nil
}

// Instructions returns what the service tells the customer of an instance:
// addresses and how to sign in, usually as HTML. It may hold a password.
func (s *InstancesService) Instructions(ctx context.Context, instanceID int64) (backup.Secret, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return backup.Secret{}, err
	}
	var doc struct {
		OK   string `json:"ok"`
		Body string `json:"body"`
	}
	if err := s.client.api.ShowInstructions(ctx, zomroapi.InstructionsForm{ElementID: instanceID}, &doc); err != nil {
		return backup.Secret{}, err
	}
	return backup.NewSecret(cmp.Or(doc.OK, doc.Body)), nil
}
