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

// tagList is a list of tags, in the order of their ids.
func (s *service) tagList(ctx context.Context, path string, ids []int64, w window) (any, error) {
	slices.Sort(ids)
	found := s.tagObjects(ids)
	return s.list(ctx, path, found, w)
}

// tagsOf are the tags that belong to a unit, and those it inherits if asked.
func (s *service) tagsOf(unitID int64, inherited bool) []int64 {
	var ids []int64
	for id, t := range s.tags {
		if t.unit == unitID || inherited && t.inheritable && s.isBelow(unitID, t.unit) {
			ids = append(ids, id)
		}
	}
	return ids
}

// ListTags returns the tags that are put on a unit, of those that the user's own
// unit has or inherits.
func (s *service) ListTags(ctx context.Context, unitID int64, in cloutilityapi.ListTagsInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	known := s.tagsOf(HomeUnit, true)
	ids := slices.DeleteFunc(slices.Clone(u.tags), func(id int64) bool { return !slices.Contains(known, id) })
	return s.tagList(ctx, unitPath(unitID)+"/tags", ids, window{in.Cursor, in.Limit})
}

// ListOwnTags returns the tags that a unit made.
func (s *service) ListOwnTags(ctx context.Context, unitID int64, in cloutilityapi.ListOwnTagsInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.tagList(ctx, unitPath(unitID)+"/tags/own", s.tagsOf(unitID, false), window{in.Cursor, in.Limit})
}

// ListAvailableTags returns the tags of the user's own unit and those it inherits.
func (s *service) ListAvailableTags(ctx context.Context, unitID int64, in cloutilityapi.ListAvailableTagsInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.tagList(ctx, unitPath(unitID)+"/tags/available", s.tagsOf(HomeUnit, true), window{in.Cursor, in.Limit})
}

// ListTagsForSubscriptions returns the tags of a unit and those it inherits.
func (s *service) ListTagsForSubscriptions(ctx context.Context, unitID int64, in cloutilityapi.ListTagsForSubscriptionsInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.tagList(ctx, unitPath(unitID)+"/tags/availablesubscriptions", s.tagsOf(unitID, true), window{in.Cursor, in.Limit})
}

// ListConsumerTags returns the tags that are put on a consumption unit.
func (s *service) ListConsumerTags(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListConsumerTagsInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	return s.tagList(ctx, consumerPath(unitID, consumerID)+"/tags", slices.Clone(c.tags), window{in.Cursor, in.Limit})
}

// UpdateTag changes a tag that the unit made. Two of them cannot have one text.
func (s *service) UpdateTag(_ context.Context, unitID, tagID int64, in *cloutilityapi.UpdateTagInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	t := s.tags[tagID]
	switch {
	case t == nil || t.unit != unitID:
		return nil, notFound("Tag " + itoa(tagID) + " was not found.")
	case strings.TrimSpace(in.Text) == "":
		return nil, invalid("The field Text is required.")
	}
	if other := s.tagNamed(unitID, in.Text); other != nil && other != t {
		return nil, conflict("The business unit has a tag with this text.")
	}
	t.text = in.Text
	replace(&t.inheritable, in.Inheritable)
	s.audit(auditModify, unitID, 0, "Tag "+t.text+" was modified")
	return s.tagObjects([]int64{tagID})[0], nil
}
