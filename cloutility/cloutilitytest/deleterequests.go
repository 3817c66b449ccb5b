package cloutilitytest

import (
	"context"
	"slices"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// blankDeleteSettings are settings for deletion requests with nothing in them.
func blankDeleteSettings() object {
	return object{
		"type": 0, "offsetDays": int64(0), "offsetMonths": int64(0), "endOfMonth": false, "monthSpan": int64(0), "deletionDays": []any{},
		"onlyAllowDeletionDays": false, "onlyAllowFirstDay": false, "gigaBytesWarningLimit": 0.0, "megaBytesWarningLimit": 0.0,
		"warningLimitEmails": []any{}, "inherited": false,
	}
}

// lessRestrictive says whether deletions are done earlier, or on more days, than the
// unit above wants.
func (s *service) lessRestrictive(u *unit, in object) bool {
	above, _ := s.setting(deleteSettings, u.parent)
	if above == nil {
		return false
	}
	return number(in["offsetDays"]) < number(above["offsetDays"]) || on(above["onlyAllowDeletionDays"]) && !on(in["onlyAllowDeletionDays"])
}

// number is a number of JSON, whatever type it has.
func number(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	case int:
		return float64(v)
	}
	return 0
}

// setDeleteSettings writes settings over those that there are.
func (s *service) setDeleteSettings(ctx context.Context, u *unit, old object, body any, less bool) (object, error) {
	change, err := fields(body)
	if err != nil {
		return nil, err
	}
	for name, value := range old {
		if _, ok := change[name]; !ok {
			change[name] = value
		}
	}
	change["megaBytesWarningLimit"] = number(change["gigaBytesWarningLimit"]) * 1024
	if days, ok := change["deletionDays"].([]any); ok && slices.ContainsFunc(days, func(d any) bool { return number(d) < 1 || number(d) > 31 }) {
		return nil, invalid("DeletionDays has a day that no month has.")
	}
	switch {
	case !s.lessRestrictive(u, change):
	case !less:
		return nil, invalid("The settings are less restrictive than those of the business unit above.")
	case !s.has(lessRestrictivePrivilege):
		return nil, missingPrivilege(lessRestrictivePrivilege)
	}
	delete(s.collections, collection{deleteSettings, u.id})
	s.audit(auditModify, u.id, 0, "The "+string(deleteSettings)+" were changed")
	return s.renderObject(ctx, s.insert(deleteSettings, u.id, change)), nil
}

// CreateDeleteRequestSettings gives a unit settings of its own.
func (s *service) CreateDeleteRequestSettings(ctx context.Context, unitID int64, in cloutilityapi.CreateDeleteRequestSettingsParams, body *cloutilityapi.DeleteRequestSettingsFields) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	if len(s.collections[collection{deleteSettings, unitID}]) > 0 {
		return nil, conflict("The business unit has settings for deletion requests.")
	}
	out, err := s.setDeleteSettings(ctx, u, blankDeleteSettings(), body, in.AllowLessRestrictive)
	if err != nil {
		return nil, err
	}
	return s.perhaps(out, true)
}

// UpdateDeleteRequestSettings changes the settings of a unit.
func (s *service) UpdateDeleteRequestSettings(ctx context.Context, unitID, settingsID int64, in cloutilityapi.UpdateDeleteRequestSettingsParams, body *cloutilityapi.DeleteRequestSettingsFields) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	old, err := s.item(deleteSettings, unitID, settingsID)
	if err != nil {
		return nil, err
	}
	out, err := s.setDeleteSettings(ctx, u, old, body, in.AllowLessRestrictive)
	if err != nil {
		return nil, err
	}
	return s.perhaps(out, false)
}

// ListDeleteRequestApprovers returns the users whose roles have the privilege: those
// of the unit and of the units above that the user can see.
func (s *service) ListDeleteRequestApprovers(ctx context.Context, unitID int64, in cloutilityapi.ListDeleteRequestApproversInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	var found []user
	for _, u := range s.users {
		i := slices.IndexFunc(s.roles, func(r role) bool { return r.id == u.role })
		if (u.unit == unitID || s.isBelow(unitID, u.unit)) && i >= 0 && slices.Contains(s.roles[i].privileges, approvePrivilege) {
			found = append(found, u)
		}
	}
	path := unitPath(unitID) + "/deleterequestapprovers"
	return s.listOf(ctx, path, len(found), func(i int) object { return s.userObject(ctx, found[i]) }, window{in.Cursor, in.Limit})
}
