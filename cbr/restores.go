package cbr

import (
	"context"
	"unicode/utf8"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// Restore begins to write a backup back, over what is there; see
// [BackupsService.WaitRestored]. Exactly one of ServerID, VolumeID and
// ResourceID names the target. A whole server also needs a mapping for each of
// the backup's Children. Nil for PowerOn lets the service switch the server on
// afterwards.
//
// The job's id may be empty: the service sends it without documenting it. The
// call is sent again only when it provably never left.
func (s *BackupsService) Restore(ctx context.Context, backupID string, in RestoreBackupInput) (*RestoreJob, error) {
	if err := checkRestoreBackup(in); err != nil {
		return nil, err
	}
	return s.client.api.RestoreBackup(ctx, s.client.project, backupID, in)
}

// maxPath is the longest path of a restore of files.
const maxPath = 255

func checkRestoreBackup(in RestoreBackupInput) error {
	const at = "RestoreBackupInput."
	targets := 0
	for _, id := range []string{in.ServerID, in.VolumeID, in.ResourceID} {
		if id != "" {
			targets++
		}
	}
	if targets != 1 {
		return invalidArgument(at+"ServerID", "or VolumeID or ResourceID is needed, and only one of them")
	}
	for i, m := range in.Mappings {
		field := validate.Element(at+"Mappings", i)
		switch {
		case m.BackupID == "":
			return invalidArgument(field+".BackupID", "is empty")
		case m.VolumeID == "":
			return invalidArgument(field+".VolumeID", "is empty")
		}
	}
	if d := in.Details; d != nil {
		if n := utf8.RuneCountInString(d.DestinationPath); n == 0 || n > maxPath {
			return invalidArgument(at+"Details.DestinationPath", "must have 1 to 255 characters")
		}
	}
	return nil
}

// WaitRestored waits until a restore has ended well. With the id of its job it
// follows the task; with an empty one it waits until the backup is available
// again, which cannot tell a restore that has ended from one that has not begun.
//
// It looks first after 10 seconds, then every 10 seconds and more slowly later,
// for half an hour; options change that. A restore that ends badly is a
// [*backup.WaitError] with the cause.
func (s *BackupsService) WaitRestored(ctx context.Context, backupID, jobID string, opts ...backup.WaitOption) error {
	if err := argument.Segment("backupID", backupID); err != nil {
		return err
	}
	if jobID != "" {
		_, err := s.client.Tasks.Wait(ctx, jobID, opts...)
		return err
	}
	_, err := backup.Wait(ctx, "restore of backup "+backupID, func(ctx context.Context) (backup.Status[*Backup], error) {
		b, err := s.Get(ctx, backupID)
		if err != nil {
			return backup.Status[*Backup]{}, err
		}
		return restoreStatus(b), nil
	}, taskWait(opts))
	return err
}

// RestoreAndWait is Restore and then WaitRestored. When the wait is cut short
// the job is returned with the error, and WaitRestored with its id goes on.
func (s *BackupsService) RestoreAndWait(ctx context.Context, backupID string, in RestoreBackupInput, opts ...backup.WaitOption) (*RestoreJob, error) {
	job, err := s.Restore(ctx, backupID, in)
	if err != nil {
		return nil, err
	}
	return job, s.WaitRestored(ctx, backupID, job.JobID, opts...)
}

// restoreStatus tells by the backup alone how far its restore is.
func restoreStatus(b *Backup) backup.Status[*Backup] {
	st := backup.Status[*Backup]{Value: b, State: string(b.Status), Percent: -1}
	switch b.Status {
	case BackupStatusAvailable:
		st.Phase = backup.Done
	case BackupStatusError:
		st.Phase = backup.Failed
	}
	return st
}
