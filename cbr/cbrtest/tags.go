package cbrtest

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

const (
	maxTagKey      = 36
	maxTagValue    = 43
	maxFilterKey   = 127
	maxFilterValue = 255
	maxFilters     = 10
	sysTagProject  = "_sys_enterprise_project_id"
)

func tooManyTags() *problem {
	return serviceError(http.StatusBadRequest, "6600", "The vault has too many tags.")
}

func checkTags(tags []cbrapi.Tag) error {
	seen := make(map[string]bool, len(tags))
	for _, tag := range tags {
		if tag.Key == "" || utf8.RuneCountInString(tag.Key) > maxTagKey || !nameForm.MatchString(tag.Key) || seen[tag.Key] {
			return invalid("Parameter check failed: the key of a tag")
		}
		if utf8.RuneCountInString(tag.Value) > maxTagValue {
			return invalid("Parameter check failed: the value of a tag")
		}
		seen[tag.Key] = true
	}
	return nil
}

// tag adds tags, or gives those that are there other values.
func (v *vault) tag(limit int, tags []cbrapi.Tag) error {
	if err := checkTags(tags); err != nil {
		return err
	}
	next := slices.Clone(v.tags)
	for _, tag := range tags {
		if i := slices.IndexFunc(next, func(have cbrapi.Tag) bool { return have.Key == tag.Key }); i >= 0 {
			next[i] = tag
		} else {
			next = append(next, tag)
		}
	}
	if len(next) > limit {
		return tooManyTags()
	}
	v.tags = next
	return nil
}

// untag deletes tags by their keys and reports whether some were there.
func (v *vault) untag(keys ...string) bool {
	n := len(v.tags)
	v.tags = slices.DeleteFunc(v.tags, func(have cbrapi.Tag) bool { return slices.Contains(keys, have.Key) })
	return len(v.tags) < n
}

func (s *service) CreateVaultTags(_ context.Context, _, vaultID string, in *cbrapi.AddTagInput) (any, error) {
	defer s.enter()()
	v, ok := s.vault(vaultID)
	if !ok {
		return nil, vaultMissing()
	}
	if err := v.tag(s.tagLimit(), []cbrapi.Tag{in.Tag}); err != nil {
		return nil, err
	}
	return nil, nil
}

func (s *service) BatchCreateAndDeleteVaultTags(_ context.Context, _, vaultID string, in *cbrapi.ChangeTagsInput) (any, error) {
	defer s.enter()()
	v, ok := s.vault(vaultID)
	if !ok {
		return nil, vaultMissing()
	}
	switch in := in; in.Action {
	case cbrapi.TagActionCreate:
		if err := v.tag(s.tagLimit(), in.Tags); err != nil {
			return nil, err
		}
	case cbrapi.TagActionDelete:
		for _, tag := range in.Tags {
			v.untag(tag.Key)
		}
	default:
		return nil, invalid("Parameter check failed: action")
	}
	return nil, nil
}

func (s *service) DeleteVaultTag(_ context.Context, _, vaultID, key string) (any, error) {
	defer s.enter()()
	v, ok := s.vault(vaultID)
	if !ok {
		return nil, vaultMissing()
	}
	if !v.untag(key) {
		return nil, serviceError(http.StatusNotFound, "6601", "The key of the tag does not exist.")
	}
	return nil, nil
}

func (s *service) ShowVaultTag(_ context.Context, _, vaultID string) (any, error) {
	defer s.enter()()
	v, ok := s.vault(vaultID)
	if !ok {
		return nil, vaultMissing()
	}
	return cbrapi.VaultTags{Tags: append([]cbrapi.Tag{}, v.tags...), SysTags: v.sysTags()}, nil
}

func (v *vault) sysTags() []cbrapi.Tag {
	return []cbrapi.Tag{{Key: sysTagProject, Value: v.spec.EnterpriseProject}}
}

func (s *service) ShowVaultProjectTag(context.Context, string) (any, error) {
	defer s.enter()()
	all := []cbrapi.ProjectTag{}
	for _, v := range s.vaults {
		for _, tag := range v.tags {
			i := slices.IndexFunc(all, func(have cbrapi.ProjectTag) bool { return have.Key == tag.Key })
			if i < 0 {
				i = len(all)
				all = append(all, cbrapi.ProjectTag{Key: tag.Key})
			}
			if !slices.Contains(all[i].Values, tag.Value) {
				all[i].Values = append(all[i].Values, tag.Value)
			}
		}
	}
	return cbrapi.ProjectTags{Tags: all}, nil
}

func (s *service) ShowVaultResourceInstances(_ context.Context, _ string, in *cbrapi.TagQuery) (any, error) {
	defer s.enter()()
	window, err := s.checkTagQuery(in)
	if err != nil {
		return nil, err
	}
	var found []cbrapi.TaggedVault
	for _, v := range s.vaults {
		if !v.matches(in) {
			continue
		}
		view := v.view(s)
		found = append(found, cbrapi.TaggedVault{
			ResourceID: v.id, ResourceName: v.spec.Name, Tags: append([]cbrapi.Tag{}, v.tags...), SysTags: v.sysTags(),
			ResourceDetail: &cbrapi.TaggedVaultDetail{Vault: &view},
		})
	}
	total := lenient.NewInt(int64(len(found)))
	if in.Action == cbrapi.TagQueryActionCount {
		return map[string]any{"total_count": total}, nil
	}
	return cbrapi.TaggedVaultList{Resources: cut(found, window), TotalCount: total}, nil
}

func (s *service) checkTagQuery(in *cbrapi.TagQuery) (window, error) {
	limit, badLimit := strconv.ParseInt(cmp.Or(in.Limit, strconv.FormatInt(s.pageSize, 10)), 10, 64)
	if _, badOffset := strconv.ParseInt(cmp.Or(in.Offset, "0"), 10, 64); badLimit != nil || badOffset != nil {
		return window{}, invalid("Parameter check failed: limit and offset are numbers in text")
	}
	w, err := windowOf(limit, in.Offset)
	if err != nil {
		return w, err
	}
	if !among(in.Action, cbrapi.TagQueryActionFilter, cbrapi.TagQueryActionCount) || len(in.Matches) > 1 {
		return w, invalid("Parameter check failed: action or matches")
	}
	for _, filters := range [][]cbrapi.TagFilter{in.Tags, in.TagsAny, in.NotTags, in.NotTagsAny, in.SysTags} {
		for _, f := range filters {
			long := slices.ContainsFunc(f.Values, func(v string) bool { return utf8.RuneCountInString(v) > maxFilterValue })
			if f.Key == "" || f.Values == nil || utf8.RuneCountInString(f.Key) > maxFilterKey || len(f.Values) > maxFilters || long {
				return w, invalid("Parameter check failed: a filter by tag")
			}
		}
		if len(filters) > maxFilters {
			return w, invalid("Parameter check failed: too many filters by tag")
		}
	}
	return w, nil
}

// matches reports whether a vault is among those that are asked for.
func (v *vault) matches(in *cbrapi.TagQuery) bool {
	has := func(f cbrapi.TagFilter) bool { return tagged(v.tags, f) }
	lacks := func(f cbrapi.TagFilter) bool { return !has(f) }
	byTag := func() bool {
		return all(in.Tags, has) && (len(in.TagsAny) == 0 || slices.ContainsFunc(in.TagsAny, has)) &&
			all(in.NotTags, lacks) && (len(in.NotTagsAny) == 0 || slices.ContainsFunc(in.NotTagsAny, lacks))
	}
	switch {
	case in.WithoutAnyTag && len(v.tags) > 0, !in.WithoutAnyTag && !byTag():
		return false
	case !all(in.SysTags, func(f cbrapi.TagFilter) bool { return tagged(v.sysTags(), f) }):
		return false
	case in.CloudType != "" && in.CloudType != v.spec.CloudType, in.ObjectType != "" && in.ObjectType != v.spec.ObjectType:
		return false
	}
	return all(in.Matches, func(m cbrapi.TagMatch) bool {
		return m.Key == "resource_name" && strings.Contains(v.spec.Name, m.Value)
	})
}

func all[T any](list []T, is func(T) bool) bool {
	return !slices.ContainsFunc(list, func(item T) bool { return !is(item) })
}

// tagged reports whether one of the tags passes a filter. A * in front of a
// value asks for those that contain the rest.
func tagged(tags []cbrapi.Tag, f cbrapi.TagFilter) bool {
	return slices.ContainsFunc(tags, func(tag cbrapi.Tag) bool {
		return tag.Key == f.Key && (len(f.Values) == 0 || slices.ContainsFunc(f.Values, func(value string) bool {
			part, fuzzy := strings.CutPrefix(value, "*")
			return value == tag.Value || fuzzy && strings.Contains(tag.Value, part)
		}))
	})
}
