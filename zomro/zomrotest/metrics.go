package zomrotest

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

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
