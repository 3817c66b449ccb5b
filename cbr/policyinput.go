package cbr

import (
	"strings"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/lenient"
)

// Unlimited is the number of [PolicyDefinition] that means no limit.
const Unlimited = -1

// Int returns a pointer to a number, for inputs that differ when they are absent.
func Int(n int64) *lenient.Int {
	v := lenient.NewInt(n)
	return &v
}

// Flag returns a pointer to a boolean of a model that is sent and read, such as
// EnableAcceleration of [PolicyDefinition].
func Flag(b bool) *lenient.Bool {
	v := lenient.NewBool(b)
	return &v
}

// Retention is how long a policy keeps its backups, in plain numbers. Nil means
// that nothing is said: the service keeps what was set before, and a policy
// without any limit keeps its backups for ever. Long-term backups are kept
// beside MaxBackups.
type Retention struct {
	// MaxBackups is how many automatic backups of each resource are kept.
	MaxBackups *int64
	// Days is how long a backup is kept.
	Days *int64
	// DayBackups, WeekBackups, MonthBackups and YearBackups are for how many
	// days, weeks, months and years one backup is kept, 0 to 100.
	DayBackups, WeekBackups, MonthBackups, YearBackups *int64
	// TimeZone is the zone in which days and weeks are counted, such as
	// UTC+01:00. Long-term backups need it.
	TimeZone string
}

// RetentionOf reads a definition. The service's -1, and 0 for MaxBackups and
// Days, say that there is no limit, and become nil; nil for an absent
// definition is no limit too. Numbers that could not be read become nil.
func RetentionOf(d *PolicyDefinition) Retention {
	if d == nil {
		return Retention{}
	}
	number := func(n *lenient.Int, least int64) *int64 {
		if n == nil || n.Text != "" || n.Value < least {
			return nil
		}
		return &n.Value
	}
	return Retention{
		MaxBackups: number(d.MaxBackups, 1), Days: number(d.RetentionDays, 1),
		DayBackups: number(d.DayBackups, 0), WeekBackups: number(d.WeekBackups, 0),
		MonthBackups: number(d.MonthBackups, 0), YearBackups: number(d.YearBackups, 0),
		TimeZone: d.TimeZone,
	}
}

// Forever reports whether there is no limit to what is kept.
func (r Retention) Forever() bool { return r.MaxBackups == nil && r.Days == nil }

// Definition is the retention in the form that policies take; fields beyond
// retention can be added to it. Nil fields are left out of requests, a 0 is sent.
func (r Retention) Definition() PolicyDefinition {
	number := func(n *int64) *lenient.Int {
		if n == nil {
			return nil
		}
		return Int(*n)
	}
	return PolicyDefinition{
		MaxBackups: number(r.MaxBackups), RetentionDays: number(r.Days),
		DayBackups: number(r.DayBackups), WeekBackups: number(r.WeekBackups),
		MonthBackups: number(r.MonthBackups), YearBackups: number(r.YearBackups),
		TimeZone: r.TimeZone,
	}
}

const maxLongTerm = 100

func checkPolicyCreate(in PolicyCreate) error {
	if err := checkPolicyName("name", in.Name); err != nil {
		return err
	}
	switch in.OperationType {
	case "":
		return refuse("operation_type", "is empty")
	case PolicyOperationReplication:
		switch {
		case in.Definition.DestinationProjectID == "":
			return refuse("operation_definition.destination_project_id", "is needed for replication")
		case in.Definition.DestinationRegion == "":
			return refuse("operation_definition.destination_region", "is needed for replication")
		}
	}
	if err := checkDefinition("operation_definition", in.Definition); err != nil {
		return err
	}
	return checkTrigger("trigger", in.Trigger)
}

func checkPolicyUpdate(in PolicyUpdate) error {
	if in.Name != "" {
		if err := checkPolicyName("name", in.Name); err != nil {
			return err
		}
	}
	if in.Definition != nil {
		if err := checkDefinition("operation_definition", *in.Definition); err != nil {
			return err
		}
	}
	if in.Trigger != nil {
		return checkTrigger("trigger", *in.Trigger)
	}
	return nil
}

func checkPolicyName(field, name string) error {
	switch n := utf8.RuneCountInString(name); {
	case n == 0 || n > maxName:
		return refuse(field, "must have 1 to 64 characters")
	case strings.ContainsFunc(name, notInName):
		return refuse(field, "may hold letters, digits, Chinese characters, _ and - only")
	}
	return nil
}

// checkDefinition leaves the upper limits of max_backups and days to the
// service: clouds differ in them.
func checkDefinition(field string, d PolicyDefinition) error {
	longTerm := false
	for _, n := range []struct {
		name        string
		value       *lenient.Int
		least, most int64
		longTerm    bool
	}{
		{"max_backups", d.MaxBackups, Unlimited, 0, false},
		{"retention_duration_days", d.RetentionDays, Unlimited, 0, false},
		{"day_backups", d.DayBackups, 0, maxLongTerm, true},
		{"week_backups", d.WeekBackups, 0, maxLongTerm, true},
		{"month_backups", d.MonthBackups, 0, maxLongTerm, true},
		{"year_backups", d.YearBackups, 0, maxLongTerm, true},
		{"full_backup_interval", d.FullBackupInterval, Unlimited, maxLongTerm, false},
	} {
		switch {
		case n.value == nil:
		case n.value.Text != "":
			return refuse(field+"."+n.name, "is not a whole number")
		case n.value.Value < n.least:
			return refuse(field+"."+n.name, "is too small")
		case n.most > 0 && n.value.Value > n.most:
			return refuse(field+"."+n.name, "must not exceed 100")
		default:
			longTerm = longTerm || n.longTerm && n.value.Value > 0
		}
	}
	switch {
	case longTerm && d.TimeZone == "":
		return refuse(field+".timezone", "is needed with backups by day, week, month or year")
	case !isRegionName(d.DestinationRegion):
		return refuse(field+".destination_region", "may hold letters, digits, ., _ and - only")
	}
	return nil
}

// checkTrigger holds recurrence rules against those of the service.
func checkTrigger(field string, t PolicyTrigger) error {
	_, err := parseSchedule(field+".properties.pattern", t.Properties.Pattern)
	return err
}
