package zomro

import (
	"slices"
	"strings"
)

// The states of things are open words: one that nobody knows is in progress. Case
// and blanks around them do not count, for the service is not strict about them.

func sameState[S ~string](a, b S) bool {
	return strings.EqualFold(strings.TrimSpace(string(a)), strings.TrimSpace(string(b)))
}

func isBlank[S ~string](s S) bool { return strings.TrimSpace(string(s)) == "" }

// Is reports whether both are the same state. Case and blanks around it do not
// count: the service is not strict about them.
func (s BackupStatus) Is(other BackupStatus) bool { return sameState(s, other) }

// Final reports whether the state does not change by itself: Active, suspended.
func (s BackupStatus) Final() bool { return s.Is(BackupActive) || s.Is(BackupSuspended) }

// Good reports whether the state is as it should be: Active.
func (s BackupStatus) Good() bool { return s.Is(BackupActive) }

// InProgress reports whether something is still going on: the state is not final.
// One that nobody knows is not final either; no state at all is none.
func (s BackupStatus) InProgress() bool { return !isBlank(s) && !s.Final() }

// Is reports whether both are the same state. Case and blanks around it do not
// count: the service is not strict about them.
func (s InstanceStatus) Is(other InstanceStatus) bool { return sameState(s, other) }

// Final reports whether the state does not change by itself: active, stopped,
// resized, rescued, booted_from_iso, suspended, error.
func (s InstanceStatus) Final() bool {
	return s.Good() || s.Is(InstanceSuspended) || s.Is(InstanceError)
}

// Good reports whether the state is as somebody wanted it: active, stopped,
// resized, rescued, booted_from_iso.
func (s InstanceStatus) Good() bool {
	return slices.ContainsFunc([]InstanceStatus{InstanceActive, InstanceStopped, InstanceResized, InstanceRescued, InstanceBootedFromISO}, s.Is)
}

// InProgress reports whether something is still going on: the state is not final.
// One that nobody knows is not final either; no state at all is none.
func (s InstanceStatus) InProgress() bool { return !isBlank(s) && !s.Final() }

// Final reports whether the state does not change by itself: active, suspended,
// deleted.
func (s ServiceState) Final() bool {
	switch s {
	case ServiceActive, ServiceSuspended, ServiceDeleted:
		return true
	}
	return false
}

// Good reports whether the state is as it should be: active.
func (s ServiceState) Good() bool { return s == ServiceActive }

// InProgress reports whether something is still going on: the state is not final.
// One that nobody knows is not final either; no state at all is none. Whether
// something is being activated or deleted, the Texts of an instance tell.
func (s ServiceState) InProgress() bool { return s != 0 && !s.Final() }
