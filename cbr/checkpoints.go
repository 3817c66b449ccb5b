package cbr

import (
	"context"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
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
// response, see [Skipped], and are no error. While the vault is being backed up
// the call fails with [backup.ErrBusy].
//
// The call is sent again only when it provably never left. If its response
// is lost, look for the backups by name before creating another checkpoint.
func (s *CheckpointsService) Create(ctx context.Context, in CreateCheckpointInput) (*Checkpoint, error) {
	if err := checkCreateCheckpoint(in); err != nil {
		return nil, err
	}
	return s.client.api.CreateCheckpoint(ctx, s.client.project, in)
}

func checkCreateCheckpoint(in CreateCheckpointInput) error {
	const at = "CreateCheckpointInput.Parameters."
	p := in.Parameters
	if len(p.Resources) > maxResources {
		return invalidArgument(at+"Resources", "has more than 256 entries")
	}
	return validate.FirstError(
		argument.Segment("CreateCheckpointInput.VaultID", in.VaultID), checkName(at+"Name", p.Name), checkText(at+"Description", p.Description),
		checkResources(at+"ResourceDetails", p.ResourceDetails), checkIDs(at+"Resources", p.Resources),
	)
}

// Get returns one checkpoint. Its vault may be missing, also when it is
// finished. One that does not exist is [backup.ErrNotFound].
func (s *CheckpointsService) Get(ctx context.Context, checkpointID string) (*Checkpoint, error) {
	return s.client.api.ShowCheckpoint(ctx, s.client.project, checkpointID)
}

// Wait waits until a checkpoint is available and each of its resources is
// protected, and returns it. It fails with a [*backup.WaitError] when the
// checkpoint or a resource ends in an error, or when all resources were skipped.
// Resources that were skipped beside others are no failure: see [Skipped].
//
// It looks first after 30 seconds, then every 15 seconds and more slowly later,
// for half an hour; options change that. A first full backup may take longer.
func (s *CheckpointsService) Wait(ctx context.Context, checkpointID string, opts ...backup.WaitOption) (*Checkpoint, error) {
	if err := argument.Segment("checkpointID", checkpointID); err != nil {
		return nil, err
	}
	return backup.Wait(ctx, "checkpoint "+checkpointID, func(ctx context.Context) (backup.Status[*Checkpoint], error) {
		c, err := s.Get(ctx, checkpointID)
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
func (s *CheckpointsService) WaitDeleted(ctx context.Context, checkpointID string, opts ...backup.WaitOption) error {
	if err := argument.Segment("checkpointID", checkpointID); err != nil {
		return err
	}
	_, err := backup.Wait(ctx, "deletion of checkpoint "+checkpointID, func(ctx context.Context) (backup.Status[*Checkpoint], error) {
		c, err := s.Get(ctx, checkpointID)
		switch {
		case isGone(err):
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
func (s *CheckpointsService) CreateAndWait(ctx context.Context, in CreateCheckpointInput, opts ...backup.WaitOption) (*Checkpoint, error) {
	created, err := s.Create(ctx, in)
	if err != nil {
		return nil, err
	}
	done, err := s.Wait(ctx, created.ID, opts...)
	if done == nil {
		return created, err
	}
	keepSkipped(done, created)
	return done, err
}

// keepSkipped keeps the resources that were skipped, which the response to the
// creation told. Finished checkpoints may come without their vault.
func keepSkipped(done, created *Checkpoint) {
	if skipped := Skipped(created); done.Vault == nil {
		done.Vault = &CheckpointVault{SkippedResources: skipped}
	} else if len(done.Vault.SkippedResources) == 0 {
		done.Vault.SkippedResources = skipped
	}
}

// Skipped returns the resources that a checkpoint did not back up, each with its
// cause. Nil means that none was skipped, or that the response did not say.
func Skipped(c *Checkpoint) []SkippedResource {
	if c == nil || c.Vault == nil {
		return nil
	}
	return c.Vault.SkippedResources
}

// checkpointStatus tells how far a checkpoint is. An available checkpoint may
// still have resources that are being protected, and may also come without its
// vault, in which case there is nothing more to look at.
func checkpointStatus(c *Checkpoint) backup.Status[*Checkpoint] {
	st := backup.Status[*Checkpoint]{Value: c, State: string(c.Status), Percent: -1}
	var protected int
	var failed []string
	if c.Vault != nil {
		for _, r := range c.Vault.Resources {
			switch r.ProtectStatus {
			case ProtectStatusAvailable:
				protected++
			case ProtectStatusError:
				failed = append(failed, "resource "+resourceLabel(r.Name, r.ID))
			}
		}
		if n := len(c.Vault.Resources); n > 0 {
			st.Percent = protected * allPercent / n
		}
	}
	switch c.Status {
	case CheckpointStatusError, CheckpointStatusErrorDeleting, CheckpointStatusDeleted:
		st.Phase, st.Reason = backup.Failed, strings.Join(failed, ", ")
		return st
	}
	if len(failed) > 0 {
		st.Phase, st.State, st.Reason = backup.Failed, string(ProtectStatusError), strings.Join(failed, ", ")
		return st
	}
	if c.Status != CheckpointStatusAvailable {
		return st
	}
	switch {
	case c.Vault == nil:
		st.Phase, st.Percent = backup.Done, allPercent
	case len(c.Vault.Resources) == 0:
		st.Phase, st.Reason = backup.Failed, nothingProtected(c.Vault.SkippedResources)
	case protected == len(c.Vault.Resources):
		st.Phase = backup.Done
	default:
		st.State = string(ProtectStatusProtecting)
	}
	return st
}

// nothingProtected explains a checkpoint without resources.
func nothingProtected(skipped []SkippedResource) string {
	if len(skipped) == 0 {
		return "it protects no resource"
	}
	reasons := make([]string, len(skipped))
	for i, r := range skipped {
		reasons[i] = resourceLabel(r.Name, r.ID) + " (" + strings.TrimSpace(string(r.Code)+" "+r.Reason) + ")"
	}
	return "all resources were skipped: " + strings.Join(reasons, ", ")
}

func resourceLabel(name, id string) string {
	if name == "" {
		return id
	}
	return name
}
