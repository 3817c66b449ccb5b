package zomrotest

import (
	"context"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// event is a line of a log.
type event struct {
	id         int64
	instanceID int64
	at         time.Time
	text, user string
}

// firstEventID makes ids of events look unlike others.
const firstEventID = 90_000

func (s *service) newEventID() int64 {
	return firstEventID + int64(len(s.history)) + int64(len(s.logins))
}

// record adds a line to an instance's history.
func (s *service) record(c callInfo, instanceID int64, text string) {
	s.history = append(s.history, event{s.newEventID(), instanceID, s.now(), text, c.user})
}

// ListHistory implements the generated server.
func (s *service) ListHistory(ctx context.Context, in *zomroapi.HistoryForm) (any, error) {
	c := callOf(ctx)
	if s.instance(in.ElementID) == nil {
		return nil, missed("instances", in.ElementID)
	}
	var rows []event
	for _, e := range s.history {
		if e.instanceID == in.ElementID {
			rows = append(rows, e)
		}
	}
	p := paged(s, c.function, rows, columns[event]{
		"id": byInt(func(e event) int64 { return e.id }), "changedate": byTime(func(e event) time.Time { return e.at }),
	}, zomroapi.ListForm{PageNumber: in.PageNumber, PageSize: in.PageSize, Sort: in.Sort})
	doc := zomroapi.HistoryDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		PageNumber: number(p.num), PageSize: number(p.size), Total: number(p.total),
	}
	for _, e := range p.rows {
		doc.Elem = append(doc.Elem, zomroapi.HistoryEntry{
			ID: value(text(e.id)), ChangeDate: value(s.moment(e.at)), Desc: value(e.text), User: value(e.user), IP: value(customerIP),
		})
	}
	return doc, nil
}
