package cli

import (
	"time"

	"github.com/backup-sdk/backup-go/cbr"
)

// whenInput is when a policy runs.
type whenInput struct {
	At    []cbr.TimeOfDay `help:"times of day in UTC"`
	Days  []time.Weekday  `help:"days of the week; every day without them"`
	Every int             `help:"every how many days, in place of days of the week"`
}

// trigger is nil when nothing is said.
func (w whenInput) trigger() (*cbr.PolicyTrigger, error) {
	if len(w.At) == 0 && len(w.Days) == 0 && w.Every == 0 {
		return nil, nil //nolint:nilnil // what is not given stays
	}
	if len(w.Days) > 0 && w.Every > 0 {
		return nil, usagef("--days and --every exclude each other")
	}
	rule := cbr.EveryDays(max(1, w.Every), w.At...)
	if len(w.Days) > 0 {
		rule = cbr.Weekly(w.Days, w.At...)
	}
	trigger, err := cbr.Schedule{rule}.Trigger()
	return &trigger, err
}

// needed is a trigger that there must be.
func (w whenInput) needed() (cbr.PolicyTrigger, error) {
	trigger, err := w.trigger()
	if trigger == nil && err == nil {
		err = usagef("--at is needed: when the policy runs")
	}
	if err != nil {
		return cbr.PolicyTrigger{}, err
	}
	return *trigger, nil
}

// definition is nil when nothing is said.
func definition(d cbr.PolicyDefinition) *cbr.PolicyDefinition {
	if d == (cbr.PolicyDefinition{}) {
		return nil
	}
	return &d
}
