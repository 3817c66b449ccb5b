package cbr

import (
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/internal/rest"
)

// The limits the service documents and keeps. Doubtful ones are left to it.
const (
	maxLimit        = 1000
	maxName         = 64
	maxDescription  = 255
	maxResources    = 256
	maxResourceName = 255
	maxPath         = 255
	maxSort         = 255
	maxPercent      = 100
)

// notInName reports characters that names of backups do not have: all but
// letters, digits, _, - and the Chinese characters the service lists.
func notInName(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-',
		r >= 0x4E00 && r <= 0x9FA5, r >= 0xF900 && r <= 0xFA2D:
		return false
	default:
		return true
	}
}

// Bool returns a pointer to b, for inputs that differ when they are absent.
func Bool(b bool) *bool { return &b }

// set returns nil for a zero value, so that the parameter is left out.
func set[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func setList[T any](list []T) *[]T {
	if len(list) == 0 {
		return nil
	}
	return &list
}

// setTime gives a time the form the service reads: UTC, whole seconds.
func setTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Second)
	return &t
}

func setNumber(n int64) *string {
	if n == 0 {
		return nil
	}
	text := strconv.FormatInt(n, 10)
	return &text
}

// checkPage validates the window of a list.
func checkPage(limit, offset int64) error {
	switch {
	case limit < 0 || limit > maxLimit:
		return refuse("limit", "must be between 1 and 1000, or 0 for the service's default")
	case offset < 0:
		return refuse("offset", "must not be negative")
	}
	return nil
}

// checkPeriod validates the bounds of a list.
func checkPeriod(from, to time.Time) error {
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		return refuse("end_time", "is before start_time")
	}
	return nil
}

// checkID refuses ids that no object can have. Methods that wait call it before
// they do; all others leave path parameters to the request path.
func checkID(field, id string) error {
	if !rest.SafeSegment(id) {
		return refuse(field, "must not be empty, . or ..")
	}
	return nil
}

func checkIDs(field string, ids []string) error {
	for i, id := range ids {
		if id == "" {
			return refuse(field+"["+strconv.Itoa(i)+"]", "is empty")
		}
	}
	return nil
}

func checkCheckpoint(p CheckpointParameters) error {
	if len(p.Resources) > maxResources {
		return refuse("resources", "has more than 256 entries")
	}
	return first(
		checkName("name", p.Name), checkText("description", p.Description),
		checkResources("resource_details", p.ResourceDetails), checkIDs("resources", p.Resources),
	)
}

func checkRestore(in BackupRestore) error {
	targets := 0
	for _, id := range []string{in.ServerID, in.VolumeID, in.ResourceID} {
		if id != "" {
			targets++
		}
	}
	if targets != 1 {
		return refuse("server_id", "or volume_id or resource_id is needed, and only one of them")
	}
	for i, m := range in.Mappings {
		field := "mappings[" + strconv.Itoa(i) + "]."
		switch {
		case m.BackupID == "":
			return refuse(field+"backup_id", "is empty")
		case m.VolumeID == "":
			return refuse(field+"volume_id", "is empty")
		}
	}
	if d := in.Details; d != nil {
		if n := utf8.RuneCountInString(d.DestinationPath); n == 0 || n > maxPath {
			return refuse("details.destination_path", "must have 1 to 255 characters")
		}
	}
	return nil
}
