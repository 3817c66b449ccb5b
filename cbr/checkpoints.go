package cbr

import (
	"context"
	"errors"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// CheckpointsService backs up resources of a vault. The service has no list of
// checkpoints and no way to delete one: list and delete their backups instead.
type CheckpointsService struct{ client *Client }

// Create starts a backup of resources of a vault and returns the checkpoint,
// which is not finished then; see [CheckpointsService.Wait].
//
// A name has 1 to 64 letters, digits, Chinese characters, _ and -; a description
// at most 255 characters without < and >; a call at most 256 resources, or none
// for all of the vault. Resources that cannot be backed up are listed in the
// answer, see [Skipped], and are no error. While the vault is being backed up
// the call fails with [backup.ErrBusy].
//
// The call is sent again only when it provably never left. If its answer is
// lost, look for the backups by name before creating another checkpoint.
func (s *CheckpointsService) Create(ctx context.Context, vaultID string, p CheckpointParameters) (*Checkpoint, error) {
	if err := checkID("vault_id", vaultID); err != nil {
		return nil, err
	}
	if err := checkCheckpoint(p); err != nil {
		return nil, err
	}
	return object(ctx, s.client, cbrapi.OpCreateCheckpoint, "checkpoint", func(e *cbrapi.CheckpointEnvelope) *Checkpoint { return e.Checkpoint },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewCreateCheckpointRequest(base, project, cbrapi.CreateCheckpointRequest{
				Checkpoint: cbrapi.CheckpointCreate{VaultID: vaultID, Parameters: &p},
			})
		})
}

// Get returns one checkpoint. Its vault may be missing, also when it is
// finished. One that does not exist is [backup.ErrNotFound].
func (s *CheckpointsService) Get(ctx context.Context, id string) (*Checkpoint, error) {
	return object(ctx, s.client, cbrapi.OpShowCheckpoint, "checkpoint", func(e *cbrapi.CheckpointEnvelope) *Checkpoint { return e.Checkpoint },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewShowCheckpointRequest(base, project, id)
		}, id)
}

// Wait waits until a checkpoint is available and each of its resources is
// protected, and returns it. It fails with a [*backup.WaitError] when the
// checkpoint or a resource ends in an error, or when all resources were skipped.
// Resources that were skipped beside others are no failure: see [Skipped].
//
// It looks first after 30 seconds, then every 15 seconds and more slowly later,
// for half an hour; options change that. A first full backup may take longer.
func (s *CheckpointsService) Wait(ctx context.Context, id string, opts ...backup.WaitOption) (*Checkpoint, error) {
	if err := checkID("checkpoint_id", id); err != nil {
		return nil, err
	}
	return backup.Wait(ctx, "checkpoint "+id, func(ctx context.Context) (backup.Status[*Checkpoint], error) {
		c, err := s.Get(ctx, id)
		if err != nil {
			return backup.Status[*Checkpoint]{}, err
		}
		return checkpointStatus(c), nil
	}, checkpointWait(opts))
}

// WaitDeleted waits until a checkpoint is gone, which it is with the last of its
// backups: the service has no call to delete one. A checkpoint that cannot be
// deleted is a [*backup.WaitError]. Times are those of
// [BackupsService.WaitDeleted].
func (s *CheckpointsService) WaitDeleted(ctx context.Context, id string, opts ...backup.WaitOption) error {
	if err := checkID("checkpoint_id", id); err != nil {
		return err
	}
	_, err := backup.Wait(ctx, "deletion of checkpoint "+id, func(ctx context.Context) (backup.Status[*Checkpoint], error) {
		c, err := s.Get(ctx, id)
		switch {
		case errors.Is(err, backup.ErrNotFound):
			return backup.Status[*Checkpoint]{State: string(CheckpointStatusDeleted), Phase: backup.Done, Percent: allPercent}, nil
		case err != nil:
			return backup.Status[*Checkpoint]{}, err
		}
		st := backup.Status[*Checkpoint]{Value: c, State: string(c.Status), Percent: -1}
		switch c.Status {
		case CheckpointStatusDeleted:
			st.Phase = backup.Done
		case CheckpointStatusError, CheckpointStatusErrorDeleting:
			st.Phase = backup.Failed
		case CheckpointStatusAvailable, CheckpointStatusDeleting, CheckpointStatusProtecting:
		}
		return st, nil
	}, deleteWait(opts))
	return err
}

// CreateAndWait is Create and then Wait. When the wait is cut short the
// checkpoint is returned with the error, and Wait with its id goes on.
func (s *CheckpointsService) CreateAndWait(ctx context.Context, vaultID string, p CheckpointParameters, opts ...backup.WaitOption) (*Checkpoint, error) {
	created, err := s.Create(ctx, vaultID, p)
	if err != nil {
		return nil, err
	}
	done, err := s.Wait(ctx, created.ID, opts...)
	if done == nil {
		return created, err
	}
	if done.Vault == nil {
		// Finished checkpoints may come without their vault; the resources
		// that were skipped must not get lost with it.
		done.Vault = &CheckpointVault{SkippedResources: Skipped(created)}
	} else if len(done.Vault.SkippedResources) == 0 {
		done.Vault.SkippedResources = Skipped(created)
	}
	return done, err
}

// Skipped returns the resources that a checkpoint did not back up, each with its
// cause. Nil means that none was skipped, or that the answer did not say.
func Skipped(c *Checkpoint) []SkippedResource {
	if c == nil || c.Vault == nil {
		return nil
	}
	return c.Vault.SkippedResources
}
