package cli

import (
	"context"
	"strings"

	"github.com/backup-sdk/backup-go/cbr"
)

func cbrTags() group {
	return group{name: "tag", aliases: []string{"tags"}, short: "Tags of vaults", verbs: []verb{
		{use: "list VAULT", short: "Show the tags of a vault", example: "list 3f1c… -o json", call: (*cbr.TagsService).List},
		{use: "list-project", short: "List all tags of the project's vaults", example: "list-project", call: (*cbr.TagsService).ListProject},
		{use: "find-vaults", short: "List the vaults that have tags", example: "find-vaults --untagged\nfind-vaults --input filter.yaml", call: (*cbr.TagsService).ListVaults, all: (*cbr.TagsService).AllVaults, columns: "resource_id resource_name tags"},
		{use: "add VAULT KEY VALUE", short: "Put a tag on a vault", example: "add 3f1c… env prod", kind: changes, call: (*cbr.TagsService).Add},
		{use: "change VAULT TAG...", short: "Put tags, each KEY=VALUE, on a vault or take them off", example: "change 3f1c… env=prod team=web\nchange 3f1c… env --remove --yes", kind: destroys, follows: true, call: changeTags, also: []any{(*cbr.TagsService).Change}},
		{use: "delete VAULT KEY", short: "Take a tag off a vault", example: "delete 3f1c… env --yes", kind: destroys, call: (*cbr.TagsService).Delete},
	}}
}

// tagsInput are tags to put on or take off.
type tagsInput struct {
	Tags   []string
	Remove bool `help:"take the tags off"`
}

func changeTags(ctx context.Context, c *cbr.Client, vaultID string, in tagsInput) error {
	change := cbr.ChangeTagsInput{Action: cbr.TagActionCreate}
	if in.Remove {
		change.Action = cbr.TagActionDelete
	}
	for _, text := range in.Tags {
		key, value, _ := strings.Cut(text, "=")
		change.Tags = append(change.Tags, cbr.Tag{Key: key, Value: value})
	}
	return c.Tags.Change(ctx, vaultID, change)
}
