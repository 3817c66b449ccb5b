package cbr

import (
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// The defaults of waits are those of the vendor's Terraform provider, with
// pauses that grow up to a minute.
const (
	workTimeout   = 30 * time.Minute
	deleteTimeout = 20 * time.Minute
	longestPause  = time.Minute
)

func checkpointWait(opts []backup.WaitOption) backup.WaitSettings {
	return backup.NewWaitSettings(backup.WaitSettings{
		Delay: 30 * time.Second, Interval: 15 * time.Second, MaxInterval: longestPause, Timeout: workTimeout,
	}, opts...)
}

func taskWait(opts []backup.WaitOption) backup.WaitSettings {
	return backup.NewWaitSettings(backup.WaitSettings{
		Delay: 10 * time.Second, Interval: 10 * time.Second, MaxInterval: longestPause, Timeout: workTimeout,
	}, opts...)
}

func deleteWait(opts []backup.WaitOption) backup.WaitSettings {
	return backup.NewWaitSettings(backup.WaitSettings{
		Delay: 20 * time.Second, Interval: 15 * time.Second, MaxInterval: longestPause, Timeout: deleteTimeout,
	}, opts...)
}

const allPercent = 100

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

// taskStatus tells how far a task is. Skipped is an end too, and not the one
// that was wanted.
func taskStatus(t *OperationLog) backup.Status[*OperationLog] {
	st := backup.Status[*OperationLog]{Value: t, State: string(t.Status), Percent: -1}
	if t.ExtraInfo != nil && t.ExtraInfo.Common != nil && t.ExtraInfo.Common.Progress.Text == "" {
		st.Percent = int(t.ExtraInfo.Common.Progress.Value)
	}
	switch t.Status {
	case OperationStatusSuccess:
		st.Phase = backup.Done
	case OperationStatusFailed, OperationStatusTimeout, OperationStatusSkipped:
		st.Phase = backup.Failed
		if e := t.ErrorInfo; e != nil {
			st.Reason = strings.TrimSpace(string(e.Code) + " " + e.Message)
		}
	}
	return st
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
