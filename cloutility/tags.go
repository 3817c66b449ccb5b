package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
)

// TagsService reads and changes labels on business units and consumption units.
// [ConsumersService.AddTag] puts one on, [BusinessUnitsService.ListTagged] finds
// by one. Only the vendor's help pages show these calls.
type TagsService struct{ client *Client }

// List returns the tags that are put on a business unit, of those that belong to
// the own unit of the user signed in and those that one inherits.
func (s *TagsService) List(ctx context.Context, businessUnitID int64, in ListTagsInput) (*backup.Page[Tag], error) {
	if err := checkPage("ListTagsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListTags(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// All yields all that List returns, page after page, beginning at in.Cursor.
func (s *TagsService) All(ctx context.Context, businessUnitID int64, in ListTagsInput) iter.Seq2[Tag, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Tag], error) {
		page := in
		page.Cursor = cursor
		return s.List(ctx, businessUnitID, page)
	}, func(item Tag) string { return keyOf(item.ID) })
}

// ListOwn returns the tags that a business unit made itself.
func (s *TagsService) ListOwn(ctx context.Context, businessUnitID int64, in ListOwnTagsInput) (*backup.Page[Tag], error) {
	if err := checkPage("ListOwnTagsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListOwnTags(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllOwn yields all that ListOwn returns, page after page, beginning at in.Cursor.
func (s *TagsService) AllOwn(ctx context.Context, businessUnitID int64, in ListOwnTagsInput) iter.Seq2[Tag, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Tag], error) {
		page := in
		page.Cursor = cursor
		return s.ListOwn(ctx, businessUnitID, page)
	}, func(item Tag) string { return keyOf(item.ID) })
}

// Update changes a tag of the business unit's own, wherever it is put on. The
// text is needed, also when it stays.
func (s *TagsService) Update(ctx context.Context, businessUnitID, tagID int64, in UpdateTagInput) (*Tag, error) {
	if err := required("UpdateTagInput.Text", in.Text); err != nil {
		return nil, err
	}
	return s.client.api.UpdateTag(ctx, businessUnitID, tagID, in)
}

// ListAvailable returns the tags that can be put on business units: those of the
// unit of the user signed in and those it inherits.
func (s *TagsService) ListAvailable(ctx context.Context, businessUnitID int64, in ListAvailableTagsInput) (*backup.Page[Tag], error) {
	if err := checkPage("ListAvailableTagsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListAvailableTags(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllAvailable yields all that ListAvailable returns, page after page, beginning at in.Cursor.
func (s *TagsService) AllAvailable(ctx context.Context, businessUnitID int64, in ListAvailableTagsInput) iter.Seq2[Tag, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Tag], error) {
		page := in
		page.Cursor = cursor
		return s.ListAvailable(ctx, businessUnitID, page)
	}, func(item Tag) string { return keyOf(item.ID) })
}

// ListForSubscriptions returns the tags that subscriptions to status reports can
// use: the unit's own and those of the units above.
func (s *TagsService) ListForSubscriptions(ctx context.Context, businessUnitID int64, in ListTagsForSubscriptionsInput) (*backup.Page[Tag], error) {
	if err := checkPage("ListTagsForSubscriptionsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListTagsForSubscriptions(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllForSubscriptions yields all that ListForSubscriptions returns, page after page, beginning at in.Cursor.
func (s *TagsService) AllForSubscriptions(ctx context.Context, businessUnitID int64, in ListTagsForSubscriptionsInput) iter.Seq2[Tag, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Tag], error) {
		page := in
		page.Cursor = cursor
		return s.ListForSubscriptions(ctx, businessUnitID, page)
	}, func(item Tag) string { return keyOf(item.ID) })
}

// ListOfConsumer returns the tags that are put on a consumption unit.
func (s *TagsService) ListOfConsumer(ctx context.Context, businessUnitID, consumerID int64, in ListConsumerTagsInput) (*backup.Page[Tag], error) {
	if err := checkPage("ListConsumerTagsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListConsumerTags(ctx, businessUnitID, consumerID, in)
	return pageOf(in.Cursor, list, err)
}

// AllOfConsumer yields all that ListOfConsumer returns, page after page, beginning at in.Cursor.
func (s *TagsService) AllOfConsumer(ctx context.Context, businessUnitID, consumerID int64, in ListConsumerTagsInput) iter.Seq2[Tag, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Tag], error) {
		page := in
		page.Cursor = cursor
		return s.ListOfConsumer(ctx, businessUnitID, consumerID, page)
	}, func(item Tag) string { return keyOf(item.ID) })
}
