package drill

import (
	"context"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// Service backs up and restores machines. What it says is not believed.
type Service interface {
	// Provider names it, such as "cbr".
	Provider() string
	// Look finds out whether both machines are there and the source can be backed up.
	// It changes nothing.
	Look(ctx context.Context, source, target Machine) error
	// Backup makes a backup of a machine and waits for it. The same key finds what an
	// earlier try has made.
	Backup(ctx context.Context, source Machine, key string) (Backup, error)
	// Restore overwrites the target with a backup and waits for it. It may be called
	// again after an interruption.
	Restore(ctx context.Context, b Backup, target Machine) error
	// Delete deletes a backup and waits until it is gone. One that is gone is no error.
	Delete(ctx context.Context, b Backup) error
}

// Backup is a backup as its service describes it.
type Backup struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Source is the id of the machine that it is said to be of, empty where the
	// service does not tell.
	Source string `json:"source,omitempty"`
	// Created is when it was made, as the service says; zero where it does not.
	Created time.Time `json:"created,omitzero"`
}

// Cloutility rejects every drill: the service has no known call to restore anything.
// Restores are made by the backup client on the machine.
type Cloutility struct{}

// Provider implements [Service].
func (Cloutility) Provider() string { return "cloutility" }

// Look implements [Service]. It is [backup.ErrUnsupported].
func (Cloutility) Look(context.Context, Machine, Machine) error { return errNoRestore() }

// Backup implements [Service]. It is [backup.ErrUnsupported].
func (Cloutility) Backup(context.Context, Machine, string) (Backup, error) {
	return Backup{}, errNoRestore()
}

// Restore implements [Service]. It is [backup.ErrUnsupported].
func (Cloutility) Restore(context.Context, Backup, Machine) error { return errNoRestore() }

// Delete implements [Service]. It is [backup.ErrUnsupported].
func (Cloutility) Delete(context.Context, Backup) error { return errNoRestore() }

func errNoRestore() error {
	return &backup.Error{
		Provider: "cloutility", Operation: "restore", Kind: backup.KindUnsupported,
		Message: "no call to restore is known: the backup client restores on the machine, with dsmc restore for instance",
	}
}
