package cloutilitytest

import "context"

// setting is what holds for a business unit: its own or what it inherits.
func (s *service) setting(k kind, unitID int64) (o object, inherited bool) {
	for id := unitID; s.units[id] != nil; id = s.units[id].parent {
		if on := s.shelves[shelf{k, id}]; len(on) > 0 {
			return on[len(on)-1], id != unitID
		}
	}
	return nil, false
}

func (s *service) settingAnswer(ctx context.Context, k kind, unitID int64) (answer, error) {
	if _, err := s.unit(unitID); err != nil {
		return answer{}, err
	}
	o, inherited := s.setting(k, unitID)
	if o == nil {
		return s.nothing("There is no " + string(k) + ".")
	}
	out := s.shownObject(ctx, o)
	if _, ok := out["inherited"]; ok {
		out["inherited"] = inherited
	}
	return ok(out), nil
}

// set gives a business unit a setting of its own.
func (s *service) set(ctx context.Context, k kind, unitID int64, body any, quiet bool) (answer, error) {
	if _, err := s.unit(unitID); err != nil {
		return answer{}, err
	}
	change, err := fields(body)
	if err != nil {
		return answer{}, err
	}
	if o, inherited := s.setting(k, unitID); o != nil {
		if _, knows := o["inherited"]; knows {
			change["inherited"] = false
		}
		if !inherited {
			change["id"], change["createdDate"] = o["id"], o["createdDate"]
		}
	}
	delete(s.shelves, shelf{k, unitID})
	s.put(k, unitID, change)
	s.audit(auditModify, unitID, 0, "The "+string(k)+" was changed")
	if quiet {
		return s.done(), nil
	}
	return ok(s.shownObject(ctx, change)), nil
}
