package zomro

import (
	"context"
	"iter"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// HistoryEntry is one event of an instance.
type HistoryEntry struct {
	ID   int64     `json:"id"`
	Date time.Time `json:"changedate"`
	Text string    `json:"desc"`
	User string    `json:"user"`
	IP   string    `json:"ip"`

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// ListHistoryInput says which page of an instance's history to list.
type ListHistoryInput struct {
	// Cursor is the Next of the page before; empty is the first page.
	Cursor string
	// Limit is the number of rows per page; 0 leaves it to the service.
	Limit int64
}

// ListHistory returns one page of what happened to an instance. The fields of
// its rows are not documented: see their Extra.
func (s *InstancesService) ListHistory(ctx context.Context, instanceID int64, in ListHistoryInput) (*backup.Page[HistoryEntry], error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	return listPage[HistoryEntry]("ListHistoryInput", in.Cursor, in.Limit, func(number int64, out any) error {
		return s.client.api.ListHistory(ctx, zomroapi.HistoryForm{ElementID: instanceID, PageNumber: number, PageSize: in.Limit}, out)
	})
}

// AllHistory yields an instance's history from in.Cursor on, one page after the
// other. The service does not say which fields name a row: all are yielded.
func (s *InstancesService) AllHistory(ctx context.Context, instanceID int64, in ListHistoryInput) iter.Seq2[HistoryEntry, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[HistoryEntry], error) {
		next := in
		next.Cursor = cursor
		return s.ListHistory(ctx, instanceID, next)
	}, nil)
}
