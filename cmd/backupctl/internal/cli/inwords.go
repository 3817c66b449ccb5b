package cli

import (
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// inWords tells the nested values that have more to say than their fields: when a
// policy of CBR runs, and how long it keeps what it makes.
func inWords(_ string, v any) (string, bool) {
	o, ok := v.(*output.Object)
	if !ok {
		return "", false
	}
	if patterns, ok := patternsOf(o); ok {
		return scheduleInWords(patterns), true
	}
	_, counts := o.Values["max_backups"]
	_, days := o.Values["retention_days"]
	if counts && days {
		return retentionInWords(o), true
	}
	return "", false
}

// patternsOf are the recurrence rules of a trigger, or of its properties.
func patternsOf(o *output.Object) ([]string, bool) {
	if inner, ok := o.Values["properties"].(*output.Object); ok {
		o = inner
	}
	list, ok := o.Values["pattern"].([]any)
	if !ok {
		return nil, false
	}
	out := make([]string, len(list))
	for i, item := range list {
		out[i] = output.Text(item)
	}
	return out, true
}

// scheduleInWords is a schedule such as "daily 01:30, Sat 13:00 UTC". Rules that
// cannot be read are shown as they are.
func scheduleInWords(patterns []string) string {
	schedule, err := cbr.ParseSchedule(patterns)
	if err != nil || len(schedule) == 0 {
		return strings.Join(patterns, ", ")
	}
	parts := make([]string, len(schedule))
	for i, rule := range schedule {
		times := make([]string, len(rule.Times))
		for j, t := range rule.Times {
			times[j] = t.String()
		}
		parts[i] = daysInWords(rule) + " " + strings.Join(times, " ")
	}
	return strings.Join(parts, ", ") + " UTC"
}

func daysInWords(rule cbr.ScheduleRule) string {
	every := max(1, rule.Interval)
	switch {
	case rule.Frequency == cbr.FrequencyDaily && every == 1 && len(rule.Days) == 0:
		return "daily"
	case rule.Frequency == cbr.FrequencyDaily && len(rule.Days) == 0:
		return "every " + strconv.Itoa(every) + " days"
	case every > 1 && rule.Frequency == cbr.FrequencyWeekly:
		return "every " + strconv.Itoa(every) + " weeks " + output.DaysInWords(rule.Days)
	case every > 1:
		return "every " + strconv.Itoa(every) + " days on " + output.DaysInWords(rule.Days)
	}
	return output.DaysInWords(rule.Days)
}

// retentionInWords is how long a policy keeps backups, and where copies go.
func retentionInWords(o *output.Object) string {
	var parts []string
	for _, limit := range [][2]string{
		{"max_backups", "newest"}, {"retention_days", "days"}, {"day_backups", "daily"}, {"week_backups", "weekly"}, {"month_backups", "monthly"}, {"year_backups", "yearly"},
	} {
		n, err := strconv.ParseInt(output.Text(o.Values[limit[0]]), 10, 64)
		switch {
		case err != nil || n <= 0:
		case limit[1] == "newest":
			parts = append(parts, "newest "+strconv.FormatInt(n, 10))
		default:
			parts = append(parts, strconv.FormatInt(n, 10)+" "+limit[1])
		}
	}
	text := "keeps all"
	if len(parts) > 0 {
		text = "keeps " + strings.Join(parts, ", ")
	}
	if region := output.Text(o.Values["destination_region"]); region != "" {
		text += ", to " + region
	}
	return text
}
