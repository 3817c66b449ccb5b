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

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// HistoryInput says which part of an instance's history to list.
type HistoryInput struct {
	// InstanceID is the instance, required.
	InstanceID int64
	// Page is the Next of the page before; empty is the first page.
	Page string
	// PageSize is the number of rows per page; 0 leaves it to the service.
	PageSize int64
}

// History returns one page of what happened to an instance. The fields of its
// rows are not documented: see their Extra.
func (s *InstancesService) History(ctx context.Context, in HistoryInput) (*backup.Page[HistoryEntry], error) {
	if err := checkID("InstanceID", in.InstanceID); err != nil {
		return nil, err
	}
	number, err := checkPaging(in.Page, in.PageSize)
	if err != nil {
		return nil, err
	}
	return listPage[HistoryEntry](ctx, s.client.rest, zomroapi.OpListHistory, zomroapi.NewListHistoryRequestWithBody,
		zomroapi.HistoryForm{ElementID: in.InstanceID, PageNumber: number, PageSize: in.PageSize}, number)
}

// AllHistory yields all of an instance's history, one page after the other;
// in.Page is not used.
func (s *InstancesService) AllHistory(ctx context.Context, in HistoryInput) iter.Seq2[HistoryEntry, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, next string) (*backup.Page[HistoryEntry], error) {
		in.Page = next
		return s.History(ctx, in)
	}, nil)
}
