package cli

import (
	"context"
	"errors"
	"fmt"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/zomro"
)

// right is something that an account may be allowed to do, tried by a read.
type right struct {
	name string
	try  func(context.Context) error
}

// whoami signs in and says, with one read, who that is.
func whoami(ctx context.Context, client any) (string, error) {
	switch client := client.(type) {
	case *cbr.Client:
		page, err := client.Vaults.List(ctx, cbr.ListVaultsInput{Limit: 1})
		if err != nil {
			return "", err
		}
		if page.Total < 0 {
			return "a user who may list vaults", nil
		}
		return "a user who sees " + plural(page.Total, "vault"), nil
	case *zomro.Client:
		user, err := client.Account.Whoami(ctx)
		if err != nil {
			return "", err
		}
		return user.Email, nil
	case *cloutility.Client:
		user, err := client.Users.Me(ctx)
		if err != nil {
			return "", err
		}
		name := user.Name
		if user.BusinessUnit != nil {
			name += " of " + user.BusinessUnit.Name
		}
		return name, nil
	}
	return "", errors.New("nothing tells who signs in there")
}

// plural is a count of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// rightsOf are the reads that the other commands need.
func rightsOf(client any, unit int64) []right {
	switch client := client.(type) {
	case *cbr.Client:
		return []right{
			{"list vaults", func(ctx context.Context) error {
				return failure(client.Vaults.List(ctx, cbr.ListVaultsInput{Limit: 1}))
			}},
			{"list backups", func(ctx context.Context) error {
				return failure(client.Backups.List(ctx, cbr.ListBackupsInput{Limit: 1}))
			}},
			{"list policies", func(ctx context.Context) error {
				return failure(client.Policies.List(ctx, cbr.ListPoliciesInput{}))
			}},
			{"list servers", func(ctx context.Context) error {
				return failure(client.Protectables.List(ctx, cbr.ProtectableTypeServer, cbr.ListProtectablesInput{Limit: 1}))
			}},
			{"list tasks", func(ctx context.Context) error { return failure(client.Tasks.List(ctx, cbr.ListTasksInput{Limit: 1})) }},
		}
	case *zomro.Client:
		return []right{
			{"list instances", func(ctx context.Context) error {
				return failure(client.Instances.List(ctx, zomro.ListInstancesInput{Limit: 1}))
			}},
			{"list images", func(ctx context.Context) error {
				return failure(client.Images.List(ctx, zomro.ListImagesInput{Limit: 1}))
			}},
			{"list SSH keys", func(ctx context.Context) error {
				return failure(client.SSHKeys.List(ctx, zomro.ListSSHKeysInput{Limit: 1}))
			}},
		}
	case *cloutility.Client:
		return []right{
			{"see the business unit", func(ctx context.Context) error {
				id, err := unitOf(ctx, client, unit)
				if err != nil {
					return err
				}
				return failure(client.BusinessUnits.Get(ctx, id))
			}},
			{"list consumers", func(ctx context.Context) error {
				id, err := unitOf(ctx, client, unit)
				if err != nil {
					return err
				}
				return failure(client.Consumers.List(ctx, id, cloutility.ListConsumersInput{Limit: 1}))
			}},
		}
	}
	return nil
}

// unitOf is the business unit of a context, or that of the user.
func unitOf(ctx context.Context, client *cloutility.Client, unit int64) (int64, error) {
	if unit != 0 {
		return unit, nil
	}
	user, err := client.Users.Me(ctx)
	if err != nil {
		return 0, err
	}
	return user.BusinessUnitID, nil
}

// failure is the error of a call whose result does not matter.
func failure[T any](_ T, err error) error { return err }

// forbidden reports that an account may not do something.
func forbidden(err error) bool { return errors.Is(err, backup.ErrPermission) }
