package cloutilitytest

import (
	"context"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// tag is a label. It belongs to one business unit.
type tag struct {
	id, unit    int64
	text        string
	inheritable bool
}

func (s *service) addTag(unitID int64, text string, inheritable bool) *tag {
	t := &tag{id: s.newID(), unit: unitID, text: text, inheritable: inheritable}
	s.tags[t.id] = t
	return t
}

// tagBriefs are tags as they stand in lists: nobody has counted who carries them.
func (s *service) tagBriefs(ids []int64) []object {
	out := make([]object, 0, len(ids))
	for _, id := range ids {
		if t := s.tags[id]; t != nil {
			out = append(out, object{"id": t.id, "businessUnitId": t.unit, "text": t.text, "inheritable": t.inheritable})
		}
	}
	return out
}

func (s *service) tagObjects(ids []int64) []object {
	out := s.tagBriefs(ids)
	for _, t := range out {
		id, _ := t["id"].(int64)
		units, consumers := 0, 0
		for _, u := range s.units {
			if slices.Contains(u.tags, id) {
				units++
			}
		}
		for _, c := range s.consumers {
			if slices.Contains(c.tags, id) {
				consumers++
			}
		}
		t["businessUnitCount"], t["consumerCount"] = units, consumers
	}
	return out
}

// AddConsumerTag puts a tag on a consumption unit: one of its business unit or
// an inheritable one from above, or a new one. To put it on twice is to put it
// on once.
func (s *service) AddConsumerTag(_ context.Context, unitID, consumerID int64, in *cloutilityapi.AddConsumerTagInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	t := (*tag)(nil)
	switch {
	case in.ID != 0:
		t = s.tags[in.ID]
		if t == nil || t.unit != c.unit && (!t.inheritable || !s.isBelow(c.unit, t.unit)) {
			return nil, notFound("Tag " + itoa(in.ID) + " was not found.")
		}
	case strings.TrimSpace(in.Text) == "":
		return nil, invalid("The field Text is required.")
	default:
		t = s.tagNamed(c.unit, in.Text)
		if t == nil {
			t = s.addTag(c.unit, in.Text, isTrue(in.Inheritable))
		}
	}
	if !slices.Contains(c.tags, t.id) {
		c.tags = append(c.tags, t.id)
		s.audit(auditModify, c.unit, c.id, "Tag "+t.text+" was added")
	}
	return s.done()
}

func (s *service) tagNamed(unitID int64, text string) *tag {
	for _, t := range s.tags {
		if t.unit == unitID && strings.EqualFold(t.text, text) {
			return t
		}
	}
	return nil
}
