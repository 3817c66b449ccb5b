package zomrotest

import (
	"context"
	"strings"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Lengths of a new password.
const (
	minPassword = 8
	maxPassword = 48
)

// ChangeInstancePassword implements the generated server. Only a running
// machine can take a new password.
func (s *service) ChangeInstancePassword(ctx context.Context, form *zomroapi.ChangePasswordForm) (any, error) {
	return s.changePassword(callOf(ctx), form.ElementID, form.Password, form.Sok != "", "server")
}

// ChangeServicePassword implements the generated server.
func (s *service) ChangeServicePassword(ctx context.Context, form *zomroapi.ServicePasswordForm) (any, error) {
	return s.changePassword(callOf(ctx), form.ElementID, form.Password, form.Sok != "", "service")
}

// changePassword sets the password of the server, which has to run, or of the
// service.
func (s *service) changePassword(c callInfo, id int64, password string, sok bool, of string) (any, error) {
	if s.instance(id) != nil && !sok {
		return formOn(c, id, 0).set("password", ""), nil
	}
	in, err := s.idle(id)
	if err != nil {
		return nil, err
	}
	if err := checkPassword(password); err != nil {
		return nil, err
	}
	if of == "server" && in.Status != statusActive {
		return nil, wrongState("The instance is not running")
	}
	in.Password = password
	s.record(c, in.ID, "The password of the "+of+" was changed")
	return c.done(), nil
}

// checkPassword holds new passwords to the rules of the control panel.
func checkPassword(password string) error {
	const field = "password"
	if n := len(password); n < minPassword || n > maxPassword {
		return invalid(field, password)
	}
	var lower, upper, digit bool
	for _, r := range password {
		switch {
		case r >= 'a' && r <= 'z':
			lower = true
		case r >= 'A' && r <= 'Z':
			upper = true
		case r >= '0' && r <= '9':
			digit = true
		case r <= ' ' || r > '~' || strings.ContainsRune("\"#%&'()*;<>?@|", r):
			return invalid(field, password)
		}
	}
	if !lower || !upper || !digit {
		return invalid(field, password)
	}
	return nil
}
