package cbr

import (
	"context"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// Replicate begins to copy a backup into a vault of another region; see
// [BackupsService.WaitReplicated] with the id of the record in the response. What
// is copied already, or on its way, is [backup.ErrConflict].
//
// The call is sent again only when it provably never left.
func (s *BackupsService) Replicate(ctx context.Context, backupID string, in ReplicateBackupInput) (*BackupReplication, error) {
	const at = "ReplicateBackupInput"
	if err := validate.FirstError(
		checkName(at+".Name", in.Name), checkText(at+".Description", in.Description),
		checkDestination(at, in.DestinationProjectID, in.DestinationRegion, in.DestinationVaultID),
	); err != nil {
		return nil, err
	}
	return s.client.api.CopyBackup(ctx, s.client.project, backupID, in)
}

// Replicate begins to copy the backups of a vault into a vault of another
// region; see [CheckpointsService.WaitReplicated]. What is copied already, or on
// its way, is [backup.ErrConflict].
//
// The call is sent again only when it provably never left.
func (s *CheckpointsService) Replicate(ctx context.Context, in ReplicateCheckpointInput) (*CheckpointReplication, error) {
	const at = "ReplicateCheckpointInput"
	if err := validate.FirstError(checkNeeded(at+".VaultID", in.VaultID), checkDestination(at, in.DestinationProjectID, in.DestinationRegion, in.DestinationVaultID)); err != nil {
		return nil, err
	}
	return s.client.api.CopyCheckpoint(ctx, s.client.project, in)
}

// checkDestination validates where copies go to.
func checkDestination(input, project, region, vault string) error {
	outside := func(r rune) bool { return r != '.' && (notInName(r) || r > 'z') }
	if strings.ContainsFunc(region, outside) {
		return invalidArgument(input+".DestinationRegion", "may hold letters, digits, ., _ and - only")
	}
	return validate.FirstError(
		checkNeeded(input+".DestinationProjectID", project), checkNeeded(input+".DestinationRegion", region),
		checkLength(input+".DestinationRegion", region, maxDescription), checkNeeded(input+".DestinationVaultID", vault),
	)
}

// WaitReplicated waits until a copy of a backup has ended well, and returns its
// record. A copy that fails or is skipped is a [*backup.WaitError] with the
// cause.
//
// It looks first after 10 seconds, then every 10 seconds and more slowly later,
// for half an hour; options change that.
func (s *BackupsService) WaitReplicated(ctx context.Context, backupID, recordID string, opts ...backup.WaitOption) (*ReplicationRecord, error) {
	if err := validate.FirstError(argument.Segment("backupID", backupID), argument.Segment("recordID", recordID)); err != nil {
		return nil, err
	}
	var in ListBackupsInput
	records, err := s.waitReplicated(ctx, "copy of backup "+backupID, []string{recordID}, func(ctx context.Context) (ListBackupsInput, error) {
		if in.CheckpointID != "" {
			return in, nil
		}
		// Only the list shows records, and it cannot be asked for one backup.
		b, err := s.Get(ctx, backupID)
		if err == nil {
			in.CheckpointID, in.VaultID = b.CheckpointID, b.VaultID
		}
		return in, err
	}, opts)
	if len(records) == 0 {
		return nil, err
	}
	return &records[0], err
}

// ReplicationRef is what it takes to follow copies of a vault's backups, in
// another process too.
type ReplicationRef struct {
	// VaultID is that of the vault whose backups are copied.
	VaultID string
	// RecordIDs are those of the records of the copies, ReplicationRecordID of the
	// Backups of a [CheckpointReplication].
	RecordIDs []string
}

// NewReplicationRef is what it takes to follow the copies that
// [CheckpointsService.Replicate] has begun.
func NewReplicationRef(r *CheckpointReplication) ReplicationRef {
	ref := ReplicationRef{VaultID: r.VaultID}
	for _, b := range r.Backups {
		ref.RecordIDs = append(ref.RecordIDs, b.ReplicationRecordID)
	}
	return ref
}

// WaitReplicated waits until all copies that [CheckpointsService.Replicate] has
// begun have ended well, and returns their records; [NewReplicationRef] makes the
// ref of its response. Times and failures are those of
// [BackupsService.WaitReplicated].
func (s *CheckpointsService) WaitReplicated(ctx context.Context, ref ReplicationRef, opts ...backup.WaitOption) ([]ReplicationRecord, error) {
	if err := validate.FirstError(argument.Segment("ReplicationRef.VaultID", ref.VaultID), checkSome("ReplicationRef.RecordIDs", ref.RecordIDs)); err != nil {
		return nil, err
	}
	return s.client.Backups.waitReplicated(ctx, "copies of vault "+ref.VaultID, ref.RecordIDs, func(context.Context) (ListBackupsInput, error) {
		return ListBackupsInput{VaultID: ref.VaultID}, nil
	}, opts)
}

// waitReplicated follows records of copies through the list of backups that
// where selects.
func (s *BackupsService) waitReplicated(ctx context.Context, subject string, ids []string, where func(context.Context) (ListBackupsInput, error), opts []backup.WaitOption) ([]ReplicationRecord, error) {
	return backup.Wait(ctx, subject, func(ctx context.Context) (backup.Status[[]ReplicationRecord], error) {
		in, err := where(ctx)
		if err != nil {
			return backup.Status[[]ReplicationRecord]{}, err
		}
		in.ShowReplication = true
		found := make(map[string]ReplicationRecord, len(ids))
		for b, err := range s.All(ctx, in) {
			if err != nil {
				return backup.Status[[]ReplicationRecord]{}, err
			}
			collectRecords(b, ids, found)
			if len(found) == len(ids) {
				break
			}
		}
		return replicationStatus(ids, found), nil
	}, taskWait(opts))
}

// collectRecords puts the wanted records of a backup and of its disks into found.
func collectRecords(b Backup, ids []string, found map[string]ReplicationRecord) {
	for _, r := range b.ReplicationRecords {
		if slices.Contains(ids, r.ID) {
			found[r.ID] = r
		}
	}
	for _, child := range b.Children {
		collectRecords(child, ids, found)
	}
}

// replicationStatus tells how far copies are together. A record that is not
// shown yet is pending.
func replicationStatus(ids []string, found map[string]ReplicationRecord) backup.Status[[]ReplicationRecord] {
	var st backup.Status[[]ReplicationRecord]
	var percent int64
	var failed []string
	var bad ReplicationStatus
	done := 0
	for _, id := range ids {
		r, ok := found[id]
		if !ok {
			continue
		}
		st.Value = append(st.Value, r)
		if st.State == "" || r.Status != ReplicationStatusSuccess {
			st.State = string(r.Status)
		}
		switch r.Status {
		case ReplicationStatusSuccess:
			done++
			percent += allPercent
			continue
		case ReplicationStatusFail, ReplicationStatusSkip:
			bad, failed = r.Status, append(failed, replicationReason(r))
		case ReplicationStatusReplicating, ReplicationStatusWaiting:
		}
		if r.ExtraInfo != nil {
			percent += r.ExtraInfo.Progress.Value
		}
	}
	st.Percent = int(percent) / len(ids)
	switch {
	case len(failed) > 0:
		st.Phase, st.State, st.Reason = backup.Failed, string(bad), strings.Join(failed, ", ")
	case done == len(ids):
		st.Phase = backup.Done
	}
	return st
}

func replicationReason(r ReplicationRecord) string {
	reason := "record " + r.ID + " is " + string(r.Status)
	if r.ExtraInfo == nil {
		return reason
	}
	if cause := strings.TrimSpace(string(r.ExtraInfo.FailCode) + " " + r.ExtraInfo.FailReason); cause != "" {
		reason += ": " + cause
	}
	return reason
}
