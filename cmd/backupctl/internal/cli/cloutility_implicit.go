package cli

import (
	"context"
	"strconv"
)

// findUnit is the business unit a command is about: the flag, the variable, the
// context, or that of the user.
func findUnit(ctx context.Context, s *session) (string, error) {
	if err := s.settle(); err != nil {
		return "", err
	}
	fallback := ""
	if s.account.Unit != 0 {
		fallback = strconv.FormatInt(s.account.Unit, 10)
	}
	if id := s.text("unit", fallback, "CLOUTILITY_UNIT"); id != "" {
		return id, nil
	}
	client, err := cloutilityClient(ctx, s)
	if err != nil {
		return "", err
	}
	me, err := client.Users.Me(ctx)
	if err != nil {
		return "", err
	}
	return strconv.FormatInt(me.BusinessUnit.ID, 10), nil
}
