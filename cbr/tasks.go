package cbr

import (
	"context"
	"iter"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// TasksService reads operation logs, the record of asynchronous work.
type TasksService struct{ client *Client }

// The providers: the UUIDs of kinds of protected resources in vaults, backups and
// tasks. That of desktops is known of one cloud only.
const (
	ProviderServer  = "0daac4c5-6707-4851-97ba-169e36266b66"
	ProviderDisk    = "d1603440-187d-4516-af25-121250c7cc97"
	ProviderTurbo   = "3f3c3220-245c-4805-b811-758870015881"
	ProviderDesktop = "86a80900-71bf-4961-956a-d52df944f84a"
	ProviderVMware  = "a13639de-00be-4e94-af30-26912d75e4a2"
)

// List returns one page of tasks. Next is the Cursor of the page after it.
func (s *TasksService) List(ctx context.Context, in ListTasksInput) (*backup.Page[OperationLog], error) {
	offset, err := checkWindow("ListTasksInput", in.Cursor, in.Limit)
	if err := validate.FirstError(checkPeriod("ListTasksInput", in.StartTime, in.EndTime), err); err != nil {
		return nil, err
	}
	in.StartTime, in.EndTime = toSecond(in.StartTime), toSecond(in.EndTime)
	list, err := s.client.api.ListOpLogs(ctx, s.client.project, in)
	if err != nil {
		return nil, err
	}
	return newPage(list.OperationLogs, offset, list.Count), nil
}

// All returns all tasks that match, page by page. In.Limit is the size of a
// page.
func (s *TasksService) All(ctx context.Context, in ListTasksInput) iter.Seq2[OperationLog, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[OperationLog], error) {
		in := in
		in.Cursor = cursor
		return s.List(ctx, in)
	}, func(t OperationLog) string { return t.ID })
}

// Get returns one task. The job id of a restore is the id of a task. One that
// does not exist is [backup.ErrNotFound].
func (s *TasksService) Get(ctx context.Context, taskID string) (*OperationLog, error) {
	return s.client.api.ShowOpLog(ctx, s.client.project, taskID)
}

// Wait waits until a task has succeeded, and returns it. A task that failed,
// timed out or was skipped is a [*backup.WaitError] with the cause.
//
// It looks first after 10 seconds, then every 10 seconds and more slowly later,
// for half an hour; options change that.
func (s *TasksService) Wait(ctx context.Context, taskID string, opts ...backup.WaitOption) (*OperationLog, error) {
	if err := argument.Segment("taskID", taskID); err != nil {
		return nil, err
	}
	return backup.Wait(ctx, "task "+taskID, func(ctx context.Context) (backup.Status[*OperationLog], error) {
		t, err := s.Get(ctx, taskID)
		if err != nil {
			return backup.Status[*OperationLog]{}, err
		}
		return taskStatus(t), nil
	}, taskWait(opts))
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
