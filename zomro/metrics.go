package zomro

import (
	"context"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// TrafficPeriod is what went through an instance's network in a period.
type TrafficPeriod struct {
	Start    time.Time `json:"$start_dt"`
	End      time.Time `json:"$end_dt"`
	BytesIn  int64     `json:"$in"`
	BytesOut int64     `json:"$out"`

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// Traffic is what went through an instance's network.
type Traffic struct {
	Cycles []TrafficPeriod `json:"cycle_traffic"` // of billing
	Months []TrafficPeriod `json:"month_traffic"`
}

// Traffic returns the traffic of an instance by period of billing and by month.
func (s *InstancesService) Traffic(ctx context.Context, instanceID int64) (*Traffic, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	out := new(Traffic)
	if err := s.client.api.ShowTraffic(ctx, zomroapi.TrafficForm{ElementID: instanceID}, out); err != nil {
		return nil, err
	}
	return out, nil
}

// Metric is what is measured of an instance.
type Metric string

// Metrics.
const (
	MetricTraffic Metric = "interface_traffic"
	MetricCPU     Metric = "cpu_util"
)

// Measure is one point of a measurement. [MetricTraffic] has packets and bytes,
// [MetricCPU] the Value, in per cent.
type Measure struct {
	Date       time.Time `json:"$date"`
	PacketsIn  float64   `json:"$packets_in"`
	PacketsOut float64   `json:"$packets_out"`
	BytesIn    float64   `json:"$bytes_in"`
	BytesOut   float64   `json:"$bytes_out"`
	Value      float64   `json:"$value"`

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// ListMeasuresInput says what of an instance's measurements to list; both fields
// are required.
type ListMeasuresInput struct {
	// Metric is what is measured.
	Metric Metric
	// Hours is how far back to look: 1, 24, 168 or 720.
	Hours int
}

// Measures returns the points of a measurement, up to now.
func (s *InstancesService) Measures(ctx context.Context, instanceID int64, in ListMeasuresInput) ([]Measure, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	if in.Metric != MetricTraffic && in.Metric != MetricCPU {
		return nil, arg.Invalid("ListMeasuresInput.Metric", "must be interface_traffic or cpu_util")
	}
	if !slices.Contains([]int{1, 24, 168, 720}, in.Hours) {
		return nil, arg.Invalid("ListMeasuresInput.Hours", "must be 1, 24, 168 or 720")
	}
	var doc struct {
		Measures []Measure `json:"measures"`
	}
	if err := s.client.api.ListMeasures(ctx, zomroapi.MeasuresForm{ElementID: instanceID, Hours: int64(in.Hours), Metric: string(in.Metric)}, &doc); err != nil {
		return nil, err
	}
	return doc.Measures, nil
}
