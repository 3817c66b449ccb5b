package zomro

import (
	"context"
	"slices"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Console is where a browser shows an instance's screen, for a short while.
type Console struct {
	// URL lets in whoever has it.
	URL backup.Secret
	// Cookies are what the address wants, by name.
	Cookies map[string]backup.Secret
}

type consoleDoc struct {
	OK      string `json:"ok"`
	Cookies struct {
		Cookie []struct {
			Name string `json:"$name"`
			Text string `json:"$"`
		} `json:"cookie"`
	} `json:"cookies"`
}

// Console opens the console of an instance.
func (s *InstancesService) Console(ctx context.Context, instanceID int64) (*Console, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	op := zomroapi.OpShowConsole
	doc, err := call[consoleDoc](ctx, s.client.rest, op, zomroapi.NewShowConsoleRequestWithBody, zomroapi.ConsoleForm{ElementID: instanceID})
	if err != nil {
		return nil, err
	}
	if doc.OK == "" {
		return nil, failure(op, backup.KindUnknown, "", "answer holds no address")
	}
	out := &Console{URL: backup.NewSecret(doc.OK), Cookies: make(map[string]backup.Secret)}
	for _, c := range doc.Cookies.Cookie {
		out.Cookies[c.Name] = backup.NewSecret(c.Text)
	}
	return out, nil
}

// TrafficPeriod is what went through an instance's network in a period.
type TrafficPeriod struct {
	Start    time.Time `json:"$start_dt"`
	End      time.Time `json:"$end_dt"`
	BytesIn  int64     `json:"$in"`
	BytesOut int64     `json:"$out"`

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
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	return call[Traffic](ctx, s.client.rest, zomroapi.OpShowTraffic, zomroapi.NewShowTrafficRequestWithBody, zomroapi.TrafficForm{ElementID: instanceID})
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

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// Measures returns the points of the last 1, 24, 168 or 720 hours.
func (s *InstancesService) Measures(ctx context.Context, instanceID int64, metric Metric, hours int) ([]Measure, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	if metric != MetricTraffic && metric != MetricCPU {
		return nil, refuse("metric", "must be interface_traffic or cpu_util")
	}
	if !slices.Contains([]int{1, 24, 168, 720}, hours) {
		return nil, refuse("hours", "must be 1, 24, 168 or 720")
	}
	doc, err := call[struct {
		Measures []Measure `json:"measures"`
	}](ctx, s.client.rest, zomroapi.OpListMeasures, zomroapi.NewListMeasuresRequestWithBody,
		zomroapi.MeasuresForm{ElementID: instanceID, Hours: int64(hours), Metric: string(metric)})
	if err != nil {
		return nil, err
	}
	return doc.Measures, nil
}

// Instructions returns what the service tells the customer of an instance:
// addresses and how to sign in, usually as HTML. It may hold a password.
func (s *InstancesService) Instructions(ctx context.Context, instanceID int64) (backup.Secret, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return backup.Secret{}, err
	}
	doc, err := call[struct {
		OK   string `json:"ok"`
		Body string `json:"body"`
	}](ctx, s.client.rest, zomroapi.OpShowInstructions, zomroapi.NewShowInstructionsRequestWithBody, zomroapi.InstructionsForm{ElementID: instanceID})
	if err != nil {
		return backup.Secret{}, err
	}
	if doc.OK == "" {
		doc.OK = doc.Body
	}
	return backup.NewSecret(doc.OK), nil
}
