package cbr

import (
	"context"
	"iter"
	"net/http"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// TagsService tags vaults, and finds them by their tags. A vault has at most 10
// tags, 20 in some regions.
type TagsService struct{ client *Client }

// Add tags a vault, or gives the tag of the same key another value. A key has 1
// to 36 characters (letters, digits, Chinese characters, _ and -), a value at
// most 43. One tag too many is [backup.ErrQuota].
func (s *TagsService) Add(ctx context.Context, vaultID string, tag Tag) error {
	if err := first(checkID("vault_id", vaultID), checkTag("tag.", tag)); err != nil {
		return err
	}
	req, err := s.client.request(cbrapi.OpCreateVaultTags, func(base, project string) (*http.Request, error) {
		return cbrapi.NewCreateVaultTagsRequest(base, project, vaultID, cbrapi.AddTagRequest{Tag: tag})
	}, []string{vaultID})
	if err != nil {
		return err
	}
	return rest.Exec(ctx, s.client.rest, cbrapi.OpCreateVaultTags, req)
}

// Change adds several tags to a vault or deletes them; limits are those of
// [TagsService.Add], which are not checked for tags to delete. The service
// documents that it is harmless to repeat the call.
func (s *TagsService) Change(ctx context.Context, vaultID string, in TagChange) error {
	if err := first(checkID("vault_id", vaultID), checkTagChange(in)); err != nil {
		return err
	}
	req, err := s.client.request(cbrapi.OpBatchCreateAndDeleteVaultTags, func(base, project string) (*http.Request, error) {
		return cbrapi.NewBatchCreateAndDeleteVaultTagsRequest(base, project, vaultID, in)
	}, []string{vaultID})
	if err != nil {
		return err
	}
	return rest.Exec(ctx, s.client.rest, cbrapi.OpBatchCreateAndDeleteVaultTags, req)
}

func checkTagChange(in TagChange) error {
	switch {
	case in.Action == "":
		return refuse("action", "is empty")
	case len(in.Tags) == 0 && len(in.SysTags) == 0:
		return refuse("tags", "or sys_tags is needed")
	case in.Action == TagActionCreate:
		return checkTags("tags", in.Tags)
	}
	return nil
}

// Delete deletes the tag of a key. One that does not exist is
// [backup.ErrNotFound].
func (s *TagsService) Delete(ctx context.Context, vaultID, key string) error {
	req, err := s.client.request(cbrapi.OpDeleteVaultTag, func(base, project string) (*http.Request, error) {
		return cbrapi.NewDeleteVaultTagRequest(base, project, vaultID, key)
	}, []string{vaultID, key})
	if err != nil {
		return err
	}
	return rest.Exec(ctx, s.client.rest, cbrapi.OpDeleteVaultTag, req)
}

// List returns all tags of a vault; there are no pages. System tags are shown to
// operators only.
func (s *TagsService) List(ctx context.Context, vaultID string) (*VaultTags, error) {
	return call[VaultTags](ctx, s.client, cbrapi.OpShowVaultTag, func(base, project string) (*http.Request, error) {
		return cbrapi.NewShowVaultTagRequest(base, project, vaultID)
	}, vaultID)
}

// ListProject returns the tags of all vaults, each key with all of its values;
// there are no pages.
func (s *TagsService) ListProject(ctx context.Context) ([]ProjectTag, error) {
	list, err := call[cbrapi.ProjectTags](ctx, s.client, cbrapi.OpShowVaultProjectTag, cbrapi.NewShowVaultProjectTagRequest)
	if err != nil {
		return nil, err
	}
	return list.Tags, nil
}

// FindVaultsInput selects vaults by their tags; empty fields select all. All
// filters must match. Keys of filters have at most 127 characters and values at
// most 255; a filter has at most 10 values and there are at most 10 filters of a
// kind. A filter without values accepts any.
type FindVaultsInput struct {
	// Limit is the size of a page, 1 to 1000; the service's default is 1000.
	Limit int64
	// Offset is how many vaults are left out at the start.
	Offset int64
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

func (in FindVaultsInput) check() error {
	return first(
		checkPage(in.Limit, in.Offset), checkLength("matches[0].value", in.Name, maxFilterValue),
		checkFilters("tags", in.Tags), checkFilters("tags_any", in.TagsAny), checkFilters("not_tags", in.NotTags),
		checkFilters("not_tags_any", in.NotTagsAny), checkFilters("sys_tags", in.SysTags),
	)
}

func checkFilters(field string, filters []TagFilter) error {
	if len(filters) > maxFilters {
		return refuse(field, "has more than 10 entries")
	}
	for i, f := range filters {
		at := field + "[" + strconv.Itoa(i) + "]."
		if err := first(checkNeeded(at+"key", f.Key), checkLength(at+"key", f.Key, maxFilterKey)); err != nil {
			return err
		}
		if len(f.Values) > maxFilters {
			return refuse(at+"values", "has more than 10 entries")
		}
		for _, v := range f.Values {
			if err := checkLength(at+"values", v, maxFilterValue); err != nil {
				return err
			}
		}
	}
	return nil
}

// query is the body of the request. Limit and offset are texts in it, and the
// service wants no window when it counts.
func (in FindVaultsInput) query() cbrapi.TagQuery {
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
		if in.Offset > 0 {
			q.Offset = strconv.FormatInt(in.Offset, 10)
		}
	}
	return q
}

// filled gives filters without values an empty list of them, which means any.
func filled(filters []TagFilter) []TagFilter {
	out := make([]TagFilter, len(filters))
	for i, f := range filters {
		f.Values = orEmpty(f.Values)
		out[i] = f
	}
	return out
}

// FindVaults returns one page of vaults by their tags; Total is how many there
// are on all pages, and all that is known with CountOnly. Next is the Offset of
// the page after it.
func (s *TagsService) FindVaults(ctx context.Context, in FindVaultsInput) (*backup.Page[TaggedVault], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	list, err := call[cbrapi.TaggedVaultList](ctx, s.client, cbrapi.OpShowVaultResourceInstances, func(base, project string) (*http.Request, error) {
		return cbrapi.NewShowVaultResourceInstancesRequest(base, project, in.query())
	})
	if err != nil {
		return nil, err
	}
	return newPage(list.Resources, in.Offset, list.TotalCount), nil
}

// AllVaults returns all vaults that match, page by page. In.Limit is the size of
// a page.
func (s *TagsService) AllVaults(ctx context.Context, in FindVaultsInput) iter.Seq2[TaggedVault, error] {
	start := in.Offset
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[TaggedVault], error) {
		in := in
		in.Offset = offsetOf(cursor, start)
		return s.FindVaults(ctx, in)
	}, func(v TaggedVault) string { return v.ResourceID })
}
