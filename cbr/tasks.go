package cbr

import (
	"context"
	"iter"
	"net/http"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
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

// ListTasksInput selects tasks; empty fields select all. All filters must match.
type ListTasksInput struct {
	// Limit is the size of a page, 1 to 1000; the service's default is 1000.
	Limit int64
	// Offset is how many tasks are left out at the start.
	Offset        int64
	OperationType OperationType
	Status        OperationStatus
	// ProviderID is that of a kind of protected resource, such as
	// [ProviderServer].
	ProviderID               string
	ResourceID, ResourceName string
	VaultID, VaultName       string
	// StartTime and EndTime bound the time of creation, to the second.
	StartTime, EndTime time.Time
	// EnterpriseProjectID is the id of an enterprise project, or
	// "all_granted_eps" for all that the user may see.
	EnterpriseProjectID string
}

func (in ListTasksInput) check() error {
	if err := checkPeriod(in.StartTime, in.EndTime); err != nil {
		return err
	}
	return checkPage(in.Limit, in.Offset)
}

// List returns one page of tasks. Next is the Offset of the page after it.
func (s *TasksService) List(ctx context.Context, in ListTasksInput) (*backup.Page[OperationLog], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	list, err := call[cbrapi.OperationLogList](ctx, s.client, cbrapi.OpListOpLogs, func(base, project string) (*http.Request, error) {
		return cbrapi.NewListOpLogsRequest(base, project, &cbrapi.ListOpLogsParams{
			Limit: set(in.Limit), Offset: set(in.Offset), OperationType: set(in.OperationType), Status: set(in.Status),
			ProviderID: set(in.ProviderID), ResourceID: set(in.ResourceID), ResourceName: set(in.ResourceName),
			VaultID: set(in.VaultID), VaultName: set(in.VaultName),
			StartTime: setTime(in.StartTime), EndTime: setTime(in.EndTime), EnterpriseProjectID: set(in.EnterpriseProjectID),
		})
	})
	if err != nil {
		return nil, err
	}
	return newPage(list.OperationLogs, in.Offset, list.Count), nil
}

// All returns all tasks that match, page by page. In.Limit is the size of a
// page.
func (s *TasksService) All(ctx context.Context, in ListTasksInput) iter.Seq2[OperationLog, error] {
	start := in.Offset
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[OperationLog], error) {
		in := in
		in.Offset = offsetOf(cursor, start)
		return s.List(ctx, in)
	}, func(t OperationLog) string { return t.ID })
}

// Get returns one task. The job id of a restore is the id of a task. One that
// does not exist is [backup.ErrNotFound].
func (s *TasksService) Get(ctx context.Context, id string) (*OperationLog, error) {
	return object(ctx, s.client, cbrapi.OpShowOpLog, "operation log", func(e *cbrapi.OperationLogEnvelope) *OperationLog { return e.OperationLog },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewShowOpLogRequest(base, project, id)
		}, id)
}

// Wait waits until a task has succeeded, and returns it. A task that failed,
// timed out or was skipped is a [*backup.WaitError] with the cause.
//
// It looks first after 10 seconds, then every 10 seconds and more slowly later,
// for half an hour; options change that.
func (s *TasksService) Wait(ctx context.Context, id string, opts ...backup.WaitOption) (*OperationLog, error) {
	if err := checkID("operation_log_id", id); err != nil {
		return nil, err
	}
	return backup.Wait(ctx, "task "+id, func(ctx context.Context) (backup.Status[*OperationLog], error) {
		t, err := s.Get(ctx, id)
		if err != nil {
			return backup.Status[*OperationLog]{}, err
		}
		return taskStatus(t), nil
	}, taskWait(opts))
}
