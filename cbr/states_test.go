package cbr_test

import (
	"testing"

	"github.com/backup-sdk/backup-go/cbr"
)

// TestStates: each state is good, final or in progress as the service means it; one
// that nobody knows is in progress, and none at all is nothing.
func TestStates(t *testing.T) {
	for _, tt := range []struct {
		state interface {
			Final() bool
			Good() bool
			InProgress() bool
		}
		final, good, busy bool
	}{
		{cbr.BackupStatusAvailable, true, true, false}, {cbr.BackupStatusError, true, false, false},
		{cbr.BackupStatusWaitingProtect, false, false, true}, {cbr.BackupStatus("new"), false, false, true}, {cbr.BackupStatus(""), false, false, false},
		{cbr.VaultStatusLocked, true, true, false}, {cbr.VaultStatusFrozen, true, false, false}, {cbr.VaultStatusDeleting, false, false, true},
		{cbr.CheckpointStatusErrorDeleting, true, false, false}, {cbr.CheckpointStatusProtecting, false, false, true},
		{cbr.OperationStatusTimeout, true, false, false}, {cbr.OperationStatusSuccess, true, true, false}, {cbr.OperationStatusWaiting, false, false, true},
		{cbr.ReplicationStatusSkip, true, false, false}, {cbr.ReplicationStatusWaiting, false, false, true},
		{cbr.ProtectStatusRemoving, false, false, true}, {cbr.ProtectStatusAvailable, true, true, false},
	} {
		if s := tt.state; s.Final() != tt.final || s.Good() != tt.good || s.InProgress() != tt.busy {
			t.Errorf("%T %q: final %v, good %v, in progress %v", s, s, s.Final(), s.Good(), s.InProgress())
		}
	}
}
