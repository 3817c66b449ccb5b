package cbr

import "github.com/backup-sdk/backup-go/lenient"

// Unlimited is the number of [PolicyDefinition] that means no limit.
const Unlimited = -1

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

// RetentionOf reads the definition of a policy. The service's -1, and 0 for
// MaxBackups and Days, say that there is no limit, and become nil; nil for an
// absent definition is no limit too. Numbers that could not be read become nil.
func RetentionOf(d *PolicyDefinitionInfo) Retention {
	if d == nil {
		return Retention{}
	}
	return Retention{
		MaxBackups: numberOf(d.MaxBackups, 1), Days: numberOf(d.RetentionDays, 1),
		DayBackups: numberOf(d.DayBackups, 0), WeekBackups: numberOf(d.WeekBackups, 0),
		MonthBackups: numberOf(d.MonthBackups, 0), YearBackups: numberOf(d.YearBackups, 0),
		TimeZone: d.TimeZone,
	}
}

// numberOf is a number of a response, nil when it is absent, could not be read or
// is less than least.
func numberOf(n *lenient.Int, least int64) *int64 {
	if n == nil || n.Text != "" || n.Value < least {
		return nil
	}
	return new(n.Value)
}

// Forever reports whether there is no limit to what is kept.
func (r Retention) Forever() bool { return r.MaxBackups == nil && r.Days == nil }

// Definition is the retention in the form that policies take; fields beyond
// retention can be added to it. Nil fields are left out of requests, a 0 is sent.
func (r Retention) Definition() PolicyDefinition {
	return PolicyDefinition{
		MaxBackups: r.MaxBackups, RetentionDays: r.Days,
		DayBackups: r.DayBackups, WeekBackups: r.WeekBackups, MonthBackups: r.MonthBackups, YearBackups: r.YearBackups,
		TimeZone: r.TimeZone,
	}
}

// DefinitionOf is the definition of a policy in the form that inputs take, for a
// change of some of it. Numbers that could not be read become nil, which leaves
// them as they are; an absent definition becomes an empty one.
func DefinitionOf(d *PolicyDefinitionInfo) PolicyDefinition {
	if d == nil {
		return PolicyDefinition{}
	}
	out := PolicyDefinition{
		MaxBackups: numberOf(d.MaxBackups, Unlimited), RetentionDays: numberOf(d.RetentionDays, Unlimited),
		DayBackups: numberOf(d.DayBackups, 0), WeekBackups: numberOf(d.WeekBackups, 0),
		MonthBackups: numberOf(d.MonthBackups, 0), YearBackups: numberOf(d.YearBackups, 0),
		FullBackupInterval: numberOf(d.FullBackupInterval, Unlimited), TimeZone: d.TimeZone,
		DestinationProjectID: d.DestinationProjectID, DestinationRegion: d.DestinationRegion, CrossAccountURN: d.CrossAccountURN,
	}
	if b := d.EnableAcceleration; b != nil && b.Text == "" {
		out.EnableAcceleration = new(b.Value)
	}
	return out
}
