package cbr

import (
	"slices"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// The defaults of waits are those of the vendor's Terraform provider, with
// pauses that grow up to a minute.
const (
	workTimeout   = 30 * time.Minute
	deleteTimeout = 20 * time.Minute
	orderTimeout  = 10 * time.Minute
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

func vaultDeleteWait(opts []backup.WaitOption) backup.WaitSettings {
	return backup.NewWaitSettings(backup.WaitSettings{
		Delay: 5 * time.Second, Interval: 20 * time.Second, MaxInterval: longestPause, Timeout: 5 * time.Minute,
	}, opts...)
}

func resourceWait(opts []backup.WaitOption) backup.WaitSettings {
	return backup.NewWaitSettings(backup.WaitSettings{
		Delay: 5 * time.Second, Interval: 10 * time.Second, MaxInterval: longestPause, Timeout: orderTimeout,
	}, opts...)
}

func orderWait(opts []backup.WaitOption) backup.WaitSettings {
	return backup.NewWaitSettings(backup.WaitSettings{
		Delay: 10 * time.Second, Interval: 10 * time.Second, MaxInterval: longestPause, Timeout: orderTimeout,
	}, opts...)
}

const allPercent = 100

// vaultStatus is the state of a vault, pending until somebody knows better.
func vaultStatus(v *Vault) backup.Status[*Vault] {
	st := backup.Status[*Vault]{Value: v, Percent: -1}
	if v.Billing != nil {
		st.State = string(v.Billing.Status)
	}
	return st
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
