package zomro

import (
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

// Console opens the console of an instance.
func (s *InstancesService) Console(ctx context.Context, instanceID int64) (*Console, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	op := zomroapi.OpShowConsole
	doc, err := call[consoleDoc](ctx, s.client.rest, op, zomroapi.NewShowConsoleRequestWithBody, zomroapi.ConsoleForm{ElementID: instanceID})
	if err != nil {
		return nil, err
	}
	if doc.OK == "" {
		return nil, failure(op, backup.KindUnknown, "", "answer holds no address")
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
	if err := checkID("instance_id", instanceID); err != nil {
		return backup.Secret{}, err
	}
	doc, err := call[struct {
		OK   string `json:"ok"`
		Body string `json:"body"`
	}](ctx, s.client.rest, zomroapi.OpShowInstructions, zomroapi.NewShowInstructionsRequestWithBody, zomroapi.InstructionsForm{ElementID: instanceID})
	if err != nil {
		return backup.Secret{}, err
	}
	if doc.OK == "" {
		doc.OK = doc.Body
	}
	return backup.NewSecret(doc.OK), nil
}
