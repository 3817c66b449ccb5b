package zomrotest

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// ShowConsole implements the generated server. A machine that does not run has
// no screen.
func (s *service) ShowConsole(ctx context.Context, body *zomroapi.ConsoleForm) (any, error) {
	c := callOf(ctx)
	in, err := s.idle(body.ElementID)
	if err != nil {
		return nil, err
	}
	if in.Status == statusStopped {
		return nil, wrongState("The instance is not running")
	}
	token := s.ids.Hex(keyDigits)
	return zomroapi.ConsoleDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(), OK: value("https://console.harbor.example/vnc?token=" + token),
		Cookies: &zomroapi.Cookies{Cookie: []zomroapi.Cookie{{Name: "novnc", Text: token}}},
	}, nil
}

// bytesPerHour is what a machine receives; it sends a fifth.
const bytesPerHour = 12 << 20

// ShowTraffic implements the generated server: what went through since the
// instance was ordered, in this month and the last.
func (s *service) ShowTraffic(ctx context.Context, body *zomroapi.TrafficForm) (any, error) {
	c := callOf(ctx)
	in := s.instance(body.ElementID)
	if in == nil {
		return nil, missed("instances", body.ElementID)
	}
	doc := zomroapi.TrafficDoc{Lang: c.lang, Func: c.function, Tparams: c.echo()}
	now := s.now().In(s.cfg.location)
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location())
	doc.CycleTraffic = append(doc.CycleTraffic, s.traffic(in, month, now))
	for _, start := range []time.Time{month.AddDate(0, -1, 0), month} {
		end := start.AddDate(0, 1, 0).Add(-time.Second)
		if in.Created.Before(end) {
			doc.MonthTraffic = append(doc.MonthTraffic, s.traffic(in, start, end))
		}
	}
	return doc, nil
}

func (s *service) traffic(in *instance, start, end time.Time) zomroapi.TrafficPeriod {
	until := end
	if now := s.now(); now.Before(until) {
		until = now
	}
	from := start
	if in.Created.After(from) {
		from = in.Created
	}
	n := int64(max(0, until.Sub(from).Hours())) * bytesPerHour
	return zomroapi.TrafficPeriod{StartDT: s.moment(start), EndDT: s.moment(end), In: text(n), Out: text(n / 5)}
}

// ListMeasures implements the generated server.
func (s *service) ListMeasures(ctx context.Context, form *zomroapi.MeasuresForm) (any, error) {
	c := callOf(ctx)
	in := s.instance(form.ElementID)
	steps := map[int64]time.Duration{1: 5 * time.Minute, 24: time.Hour, 168: 6 * time.Hour, 720: 24 * time.Hour}
	step := steps[form.Hours]
	switch {
	case in == nil:
		return nil, missed("instances", form.ElementID)
	case step == 0:
		return nil, invalid("hours", text(form.Hours))
	case !slices.Contains([]string{"interface_traffic", "cpu_util"}, form.Metric):
		return nil, invalid("metric", form.Metric)
	}
	doc := zomroapi.MeasuresDoc{Lang: c.lang, Func: c.function, Tparams: c.echo()}
	end := s.now().Truncate(step)
	for at := end.Add(-time.Duration(form.Hours)*time.Hour + step); !at.After(end); at = at.Add(step) {
		doc.Measures = append(doc.Measures, s.measure(in, form.Metric, at, step))
	}
	return doc, nil
}

// measure is a point: a machine is busiest in the afternoon, and does nothing
// while it is stopped.
func (s *service) measure(in *instance, metric string, at time.Time, step time.Duration) zomroapi.Measure {
	load := 0.0
	if in.Status != statusStopped {
		load = (1 - math.Cos(float64(at.UTC().Hour()-2)*math.Pi/12)) / 2
	}
	m := zomroapi.Measure{Date: s.moment(at)}
	if metric == "cpu_util" {
		m.Value = strconv.FormatFloat(load*100, 'f', 2, 64)
		return m
	}
	received := int64(load * step.Hours() * bytesPerHour)
	const packet = 1024
	m.BytesIn, m.BytesOut = text(received), text(received/5)
	m.PacketsIn, m.PacketsOut = text(received/packet), text(received/5/packet)
	return m
}

// ShowInstructions implements the generated server.
func (s *service) ShowInstructions(ctx context.Context, body *zomroapi.InstructionsForm) (any, error) {
	c := callOf(ctx)
	in := s.instance(body.ElementID)
	if in == nil {
		return nil, missed("instances", body.ElementID)
	}
	page := "<html><body><p>Your server " + in.ServerName + " is ready: ssh root@" + in.IP + "</p>"
	if in.Password != "" {
		page += "<p>Password: " + in.Password + "</p>"
	}
	return zomroapi.InstructionsDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(), OK: value(page + "</body></html>"),
	}, nil
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
