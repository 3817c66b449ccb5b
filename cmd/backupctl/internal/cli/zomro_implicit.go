package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
)

// findInstance is the instance a command is about: the flag, the variable, the
// context, or the only one there is.
func findInstance(ctx context.Context, s *session) (string, error) {
	if err := s.settle(); err != nil {
		return "", err
	}
	fallback := ""
	if s.account.Instance != 0 {
		fallback = strconv.FormatInt(s.account.Instance, 10)
	}
	if id := s.text("instance", fallback, "ZOMRO_INSTANCE"); id != "" {
		return id, nil
	}
	client, err := zomroClient(ctx, s)
	if err != nil {
		return "", err
	}
	list, err := backup.Collect(client.Instances.All(ctx, zomro.ListInstancesInput{}), 0)
	if err != nil {
		return "", err
	}
	switch len(list) {
	case 0:
		return "", errors.New("the account has no instance")
	case 1:
		return strconv.FormatInt(list[0].ID, 10), nil
	}
	var names []string
	for _, i := range list {
		names = append(names, fmt.Sprintf("%d (%s)", i.ID, cmp.Or(i.ServerName, i.IP)))
	}
	return "", usagef("the account has several instances; choose one with --instance: %s", strings.Join(names, ", "))
}
