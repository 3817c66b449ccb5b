package cbr

import (
	"context"
	"iter"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// The limits of filters by tag.
const (
	maxFilterKey   = 127
	maxFilterValue = 255
	maxFilters     = 10 // keys of a filter, and values of a key
)

// ListTaggedVaultsInput selects vaults by their tags; empty fields select all. All
// filters must match. Keys of filters have at most 127 characters and values at
// most 255; a filter has at most 10 values and there are at most 10 filters of a
// kind. A filter without values accepts any.
type ListTaggedVaultsInput struct {
	// Limit is the size of a page, 1 to 1000; the service's default is 1000.
	Limit int64
	// Cursor is where the page begins: the Next of the page before it. Empty is the
	// first page.
	Cursor string
	// CountOnly asks for the number of vaults and none of them.
	CountOnly bool
	// Tags are all there, TagsAny any of them.
	Tags, TagsAny []TagFilter
	// NotTags are all missing, NotTagsAny any of them.
	NotTags, NotTagsAny []TagFilter
	// SysTags are system tags; for operators only.
	SysTags []TagFilter
	// Untagged selects vaults without tags; the filters by tag are ignored then.
	Untagged bool
	// Name is part of the vault's name, 255 characters at most.
	Name       string
	CloudType  CloudType
	ObjectType ObjectType
}

func (in ListTaggedVaultsInput) check() error {
	const at = "ListTaggedVaultsInput"
	return validate.FirstError(
		checkLength(at+".Name", in.Name, maxFilterValue),
		checkFilters(at+".Tags", in.Tags), checkFilters(at+".TagsAny", in.TagsAny), checkFilters(at+".NotTags", in.NotTags),
		checkFilters(at+".NotTagsAny", in.NotTagsAny), checkFilters(at+".SysTags", in.SysTags),
	)
}

func checkFilters(field string, filters []TagFilter) error {
	if len(filters) > maxFilters {
		return invalidArgument(field, "has more than 10 entries")
	}
	for i, f := range filters {
		at := validate.Element(field, i) + "."
		if err := validate.FirstError(checkNeeded(at+"Key", f.Key), checkLength(at+"Key", f.Key, maxFilterKey)); err != nil {
			return err
		}
		if len(f.Values) > maxFilters {
			return invalidArgument(at+"Values", "has more than 10 entries")
		}
		for n, v := range f.Values {
			if err := checkLength(validate.Element(at+"Values", n), v, maxFilterValue); err != nil {
				return err
			}
		}
	}
	return nil
}

// query is the body of the request. Limit and offset are texts in it, and the
// service wants no window when it counts.
func (in ListTaggedVaultsInput) query() cbrapi.TagQuery {
	q := cbrapi.TagQuery{
		Action: cbrapi.TagQueryActionFilter, Tags: filled(in.Tags), TagsAny: filled(in.TagsAny), NotTags: filled(in.NotTags),
		NotTagsAny: filled(in.NotTagsAny), SysTags: filled(in.SysTags), WithoutAnyTag: in.Untagged,
		CloudType: in.CloudType, ObjectType: in.ObjectType,
	}
	if in.Name != "" {
		q.Matches = []cbrapi.TagMatch{{Key: "resource_name", Value: in.Name}}
	}
	switch {
	case in.CountOnly:
		q.Action = cbrapi.TagQueryActionCount
	default:
		if in.Limit > 0 {
			q.Limit = strconv.FormatInt(in.Limit, 10)
		}
		q.Offset = in.Cursor
	}
	return q
}

// filled gives filters without values an empty list of them, which means any.
func filled(filters []TagFilter) []TagFilter {
	out := make([]TagFilter, len(filters))
	for i, f := range filters {
		f.Values = validate.NonNil(f.Values)
		out[i] = f
	}
	return out
}

// ListVaults returns one page of vaults by their tags; Total is how many there
// are on all pages, and all that is known with CountOnly. Next is the Cursor of
// the page after it.
func (s *TagsService) ListVaults(ctx context.Context, in ListTaggedVaultsInput) (*backup.Page[TaggedVault], error) {
	offset, err := checkWindow("ListTaggedVaultsInput", in.Cursor, in.Limit)
	if err := validate.FirstError(err, in.check()); err != nil {
		return nil, err
	}
	list, err := s.client.api.ShowVaultResourceInstances(ctx, s.client.project, in.query())
	if err != nil {
		return nil, err
	}
	return newPage(list.Resources, offset, list.TotalCount), nil
}

// AllVaults returns all vaults that match, page by page. In.Limit is the size of
// a page.
func (s *TagsService) AllVaults(ctx context.Context, in ListTaggedVaultsInput) iter.Seq2[TaggedVault, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[TaggedVault], error) {
		in := in
		in.Cursor = cursor
		return s.ListVaults(ctx, in)
	}, func(v TaggedVault) string { return v.ResourceID })
}
