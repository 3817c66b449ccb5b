package cbrtest

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

// waitShare: a task waits for that part of its time before it runs.
const waitShare = 5

// task is an operation log.
type task struct {
	id, checkpointID, policyID string
	requestID                  string
	kind                       cbrapi.OperationType
	vault                      *vault
	resource                   ResourceSpec
	created, ended             time.Time
	length                     time.Duration
	status                     cbrapi.OperationStatus
	code, message              string
	detail                     func(*cbrapi.OperationExtraInfo)
}

func (s *service) newTask(kind cbrapi.OperationType, v *vault, r ResourceSpec, length time.Duration) *task {
	t := &task{
		id: s.ids.UUID(), requestID: "req-" + s.ids.UUID(), kind: kind, vault: v, resource: r,
		created: s.now, length: length, status: cbrapi.OperationStatusWaiting,
	}
	s.after(length/waitShare, func() {
		if t.status == cbrapi.OperationStatusWaiting {
			t.status = cbrapi.OperationStatusRunning
		}
	})
	s.tasks = append(s.tasks, t)
	return t
}

func (t *task) end(now time.Time, status cbrapi.OperationStatus, code, message string) {
	t.status, t.ended, t.code, t.message = status, now, code, message
}

const full = 100 // percent

func (t *task) percent(now time.Time) int64 {
	switch t.status {
	case cbrapi.OperationStatusSuccess:
		return full
	case cbrapi.OperationStatusWaiting:
		return 0
	}
	if !t.ended.IsZero() {
		now = t.ended
	}
	// A task that is not a success never says 100.
	return min(full-1, int64(now.Sub(t.created))*full/max(1, int64(t.length)))
}

func (t *task) view(s *service) cbrapi.OperationLog {
	started := time.Time{}
	if t.status != cbrapi.OperationStatusWaiting {
		started = t.created.Add(t.length / waitShare)
	}
	updated := t.ended
	if updated.IsZero() {
		updated = s.now
	}
	info := &cbrapi.OperationExtraInfo{
		Common: &cbrapi.OperationCommon{Progress: lenient.NewInt(t.percent(s.now)), RequestID: t.requestID},
	}
	if t.resource.ID != "" { // the task of a vault as a whole is about no resource
		info.Resource = &cbrapi.Resource{ID: t.resource.ID, Name: t.resource.Name, Type: t.resource.Type}
	}
	if t.detail != nil {
		t.detail(info)
	}
	return cbrapi.OperationLog{
		ID: t.id, OperationType: t.kind, Status: t.status, CheckpointID: t.checkpointID, PolicyID: t.policyID,
		ProjectID: s.account.ProjectID, ProviderID: providerServer, VaultID: t.vault.id, VaultName: t.vault.spec.Name,
		CreatedAt: wireTime(t.created), StartedAt: wireTime(started), UpdatedAt: wireTime(updated), EndedAt: wireTime(t.ended),
		ErrorInfo: &cbrapi.OperationError{Code: lenient.String(t.code), Message: t.message},
		ExtraInfo: info,
	}
}

func (s *service) ShowOpLog(_ context.Context, _, taskID string) (any, error) {
	defer s.enter()()
	t, ok := find(s.tasks, func(t *task) bool { return t.id == taskID })
	if !ok {
		return nil, serviceError(http.StatusNotFound, "6500", "The operation log does not exist.")
	}
	view := t.view(s)
	return cbrapi.OperationLogEnvelope{OperationLog: &view}, nil
}

func (s *service) ListOpLogs(ctx context.Context, _ string, in cbrapi.ListTasksInput) (any, error) {
	defer s.enter()()
	window, err := s.newWindow(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	if !known(in.Status, cbrapi.OperationStatusSuccess, cbrapi.OperationStatusSkipped, cbrapi.OperationStatusFailed,
		cbrapi.OperationStatusRunning, cbrapi.OperationStatusTimeout, cbrapi.OperationStatusWaiting) ||
		!known(in.OperationType, cbrapi.OperationTypeBackup, cbrapi.OperationTypeCopy, cbrapi.OperationTypeReplication,
			cbrapi.OperationTypeDelete, cbrapi.OperationTypeRestore, cbrapi.OperationTypeVaultDelete,
			cbrapi.OperationTypeRemoveResource, cbrapi.OperationTypeSync) {
		return nil, invalid("Parameter check failed: a filter has a value that does not exist")
	}
	found := []cbrapi.OperationLog{}
	for _, t := range slices.Backward(s.tasks) { // newest first
		if within(t.created, in.StartTime, in.EndTime) && is(in.OperationType, t.kind) && is(in.ProviderID, providerServer) &&
			is(in.ResourceID, t.resource.ID) && is(in.ResourceName, t.resource.Name) && is(in.Status, t.status) &&
			is(in.VaultID, t.vault.id) && is(in.VaultName, t.vault.spec.Name) && inProject(in.EnterpriseProjectID, t.vault) {
			found = append(found, t.view(s))
		}
	}
	return cbrapi.OperationLogList{
		OperationLogs: cut(found, window), Count: lenient.NewInt(int64(len(found))),
		Limit: lenient.NewInt(window.limit), Offset: lenient.NewInt(window.offset),
	}, nil
}
