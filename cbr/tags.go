package cbr

import (
	"context"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// TagsService tags vaults, and finds them by their tags. A vault has at most 10
// tags, 20 in some regions.
type TagsService struct{ client *Client }

// Add tags a vault, or gives the tag of the same key another value. A key has 1
// to 36 characters (letters, digits, Chinese characters, _ and -), a value at
// most 43. One tag too many is [backup.ErrQuota].
func (s *TagsService) Add(ctx context.Context, vaultID string, in AddTagInput) error {
	if err := checkTag("AddTagInput.Tag.", in.Tag); err != nil {
		return err
	}
	return s.client.api.CreateVaultTags(ctx, s.client.project, vaultID, in)
}

// Change adds several tags to a vault or deletes them; limits are those of
// [TagsService.Add], which are not checked for tags to delete. The service
// documents that it is harmless to repeat the call.
func (s *TagsService) Change(ctx context.Context, vaultID string, in ChangeTagsInput) error {
	if err := checkChangeTags(in); err != nil {
		return err
	}
	return s.client.api.BatchCreateAndDeleteVaultTags(ctx, s.client.project, vaultID, in)
}

func checkChangeTags(in ChangeTagsInput) error {
	const at = "ChangeTagsInput"
	switch {
	case in.Action == "":
		return invalidArgument(at+".Action", "is empty")
	case len(in.Tags) == 0 && len(in.SysTags) == 0:
		return invalidArgument(at+".Tags", "or SysTags is needed")
	case in.Action == TagActionCreate:
		return checkTags(at+".Tags", in.Tags)
	}
	return nil
}

// Delete deletes the tag of a key. One that does not exist is
// [backup.ErrNotFound].
func (s *TagsService) Delete(ctx context.Context, vaultID, key string) error {
	return s.client.api.DeleteVaultTag(ctx, s.client.project, vaultID, key)
}

// List returns all tags of a vault; there are no pages. System tags are shown to
// operators only.
func (s *TagsService) List(ctx context.Context, vaultID string) (*VaultTags, error) {
	return s.client.api.ShowVaultTag(ctx, s.client.project, vaultID)
}

// ListProject returns the tags of all vaults, each key with all of its values;
// there are no pages.
func (s *TagsService) ListProject(ctx context.Context) ([]ProjectTag, error) {
	return s.client.api.ShowVaultProjectTag(ctx, s.client.project)
}

// The limits of tags.
const (
	maxTagKey   = 36
	maxTagValue = 43
)

// checkTags validates tags that are to be added. How many a vault may have
// depends on the region.
func checkTags(field string, tags []Tag) error {
	seen := make(map[string]bool, len(tags))
	for i, tag := range tags {
		at := validate.Element(field, i) + "."
		if err := checkTag(at, tag); err != nil {
			return err
		}
		if seen[tag.Key] {
			return invalidArgument(at+"Key", "stands there twice")
		}
		seen[tag.Key] = true
	}
	return nil
}

func checkTag(at string, tag Tag) error {
	return validate.FirstError(checkNeeded(at+"Key", tag.Key), checkLength(at+"Key", tag.Key, maxTagKey), checkLength(at+"Value", tag.Value, maxTagValue))
}
