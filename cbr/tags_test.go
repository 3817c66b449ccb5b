package cbr_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/lenient"
)

func TestTags(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	id := srv.Vaults()[0].ID
	want := func(tags ...cbr.Tag) {
		t.Helper()
		got, err := client.Tags.List(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tags, got.Tags, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("tags (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]cbr.Tag{{Key: "_sys_enterprise_project_id", Value: "0"}}, got.SysTags); diff != "" {
			t.Errorf("system tags (-want +got):\n%s", diff)
		}
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	want()
	do(client.Tags.Add(ctx, id, cbr.AddTagInput{Tag: cbr.Tag{Key: "team", Value: "finance"}}))
	do(client.Tags.Add(ctx, id, cbr.AddTagInput{Tag: cbr.Tag{Key: "空", Value: ""}}))
	want(cbr.Tag{Key: "team", Value: "finance"}, cbr.Tag{Key: "空"})
	do(client.Tags.Add(ctx, id, cbr.AddTagInput{Tag: cbr.Tag{Key: "team", Value: "legal"}})) // another value
	want(cbr.Tag{Key: "team", Value: "legal"}, cbr.Tag{Key: "空"})
	do(client.Tags.Delete(ctx, id, "空"))
	if err := client.Tags.Delete(ctx, id, "空"); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("second deletion: %v", err)
	}
	batch := cbr.ChangeTagsInput{Action: cbr.TagActionCreate, Tags: []cbr.Tag{{Key: "a", Value: "1"}, {Key: "b", Value: "2"}}}
	do(client.Tags.Change(ctx, id, batch))
	do(client.Tags.Change(ctx, id, batch)) // it is harmless to repeat
	want(cbr.Tag{Key: "team", Value: "legal"}, cbr.Tag{Key: "a", Value: "1"}, cbr.Tag{Key: "b", Value: "2"})
	gone := cbr.ChangeTagsInput{Action: cbr.TagActionDelete, Tags: []cbr.Tag{{Key: "a"}, {Key: "never there"}}}
	do(client.Tags.Change(ctx, id, gone))
	do(client.Tags.Change(ctx, id, gone))
	want(cbr.Tag{Key: "team", Value: "legal"}, cbr.Tag{Key: "b", Value: "2"})

	var many []cbr.Tag
	for i := range 9 {
		many = append(many, cbr.Tag{Key: "k" + strconv.Itoa(i)})
	}
	if err := client.Tags.Change(ctx, id, cbr.ChangeTagsInput{Action: cbr.TagActionCreate, Tags: many}); !errors.Is(err, backup.ErrQuota) {
		t.Errorf("too many: %v", err)
	}
	// Keys that look like paths stay keys.
	if err := client.Tags.Delete(ctx, id, "a/../b c%2F"); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if requests := srv.Requests(); requests[len(requests)-1].Path != "/v3/"+srv.Account().ProjectID+"/vault/"+id+"/tags/a%2F..%2Fb%20c%252F" {
		t.Errorf("path %s", requests[len(requests)-1].Path)
	}
	want(cbr.Tag{Key: "team", Value: "legal"}, cbr.Tag{Key: "b", Value: "2"})
}

func TestProjectTags(t *testing.T) {
	srv := cbrtest.NewServer(t, cbrtest.WithoutVaults())
	client := connect(t, srv)
	srv.AddVault(cbrtest.VaultSpec{Tags: []cbr.Tag{{Key: "team", Value: "finance"}, {Key: "stage", Value: "prod"}}})
	srv.AddVault(cbrtest.VaultSpec{Tags: []cbr.Tag{{Key: "team", Value: "legal"}}})
	got, err := client.Tags.ListProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []cbr.ProjectTag{{Key: "team", Values: lenient.List[string]{"finance", "legal"}}, {Key: "stage", Values: lenient.List[string]{"prod"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFindVaults(t *testing.T) {
	srv := cbrtest.NewServer(t, cbrtest.WithoutVaults())
	client := connect(t, srv)
	ctx := t.Context()
	for _, spec := range []cbrtest.VaultSpec{
		{Name: "pay-1", Tags: []cbr.Tag{{Key: "team", Value: "finance"}, {Key: "stage", Value: "prod"}}},
		{Name: "pay-2", Tags: []cbr.Tag{{Key: "team", Value: "finance"}, {Key: "stage", Value: "test"}}, EnterpriseProject: "ep"},
		{Name: "law", Tags: []cbr.Tag{{Key: "team", Value: "legal"}}, ObjectType: cbr.ObjectTypeDisk},
		{Name: "bare", CloudType: cbr.CloudTypeHybrid},
	} {
		srv.AddVault(spec)
	}
	f := func(key string, values ...string) cbr.TagFilter { return cbr.TagFilter{Key: key, Values: values} }
	for _, tt := range []struct {
		name string
		in   cbr.ListTaggedVaultsInput
		want []string
	}{
		{"all", cbr.ListTaggedVaultsInput{}, []string{"pay-1", "pay-2", "law", "bare"}},
		{"pages", cbr.ListTaggedVaultsInput{Limit: 3}, []string{"pay-1", "pay-2", "law", "bare"}},
		{"from an offset", cbr.ListTaggedVaultsInput{Limit: 2, Cursor: "1"}, []string{"pay-2", "law", "bare"}},
		{"any value", cbr.ListTaggedVaultsInput{Tags: []cbr.TagFilter{f("stage")}}, []string{"pay-1", "pay-2"}},
		{"one of two values", cbr.ListTaggedVaultsInput{Tags: []cbr.TagFilter{f("team", "legal", "finance")}}, []string{"pay-1", "pay-2", "law"}},
		{"part of a value", cbr.ListTaggedVaultsInput{Tags: []cbr.TagFilter{f("team", "*inan")}}, []string{"pay-1", "pay-2"}},
		{"all of two", cbr.ListTaggedVaultsInput{Tags: []cbr.TagFilter{f("team", "finance"), f("stage", "test")}}, []string{"pay-2"}},
		{"any of two", cbr.ListTaggedVaultsInput{TagsAny: []cbr.TagFilter{f("team", "legal"), f("stage", "test")}}, []string{"pay-2", "law"}},
		{"lacks both", cbr.ListTaggedVaultsInput{NotTags: []cbr.TagFilter{f("team", "legal"), f("stage", "test")}}, []string{"pay-1", "bare"}},
		{"lacks one", cbr.ListTaggedVaultsInput{NotTagsAny: []cbr.TagFilter{f("team", "finance"), f("stage", "test")}}, []string{"pay-1", "law", "bare"}},
		{"untagged", cbr.ListTaggedVaultsInput{Untagged: true, Tags: []cbr.TagFilter{f("team", "legal")}}, []string{"bare"}},
		{"name", cbr.ListTaggedVaultsInput{Name: "pay"}, []string{"pay-1", "pay-2"}},
		{"kind", cbr.ListTaggedVaultsInput{ObjectType: cbr.ObjectTypeDisk}, []string{"law"}},
		{"cloud", cbr.ListTaggedVaultsInput{CloudType: cbr.CloudTypeHybrid}, []string{"bare"}},
		{"system tag", cbr.ListTaggedVaultsInput{SysTags: []cbr.TagFilter{f("_sys_enterprise_project_id", "ep")}}, []string{"pay-2"}},
		{"nothing", cbr.ListTaggedVaultsInput{Name: "nobody"}, nil},
	} {
		var got []string
		for _, v := range collect(t, client.Tags.AllVaults(ctx, tt.in)) {
			got = append(got, v.ResourceName)
			if v.ResourceDetail.Vault.Name != v.ResourceName || v.ResourceID != v.ResourceDetail.Vault.ID {
				t.Errorf("%s: %+v", tt.name, v)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		count := tt.in
		count.CountOnly = true
		page, err := client.Tags.ListVaults(ctx, count)
		if err != nil || len(page.Items) != 0 || page.Next != "" {
			t.Errorf("%s: %+v, %v", tt.name, page, err)
		}
		if tt.in.Cursor == "" && page.Total != len(tt.want) {
			t.Errorf("%s: counted %d", tt.name, page.Total)
		}
	}
	page, err := client.Tags.ListVaults(ctx, cbr.ListTaggedVaultsInput{Limit: 1, Cursor: "2"})
	if err != nil || page.Total != 4 || page.Next != "3" {
		t.Errorf("got %+v, %v", page, err)
	}
	// The filters of the caller stay as they are.
	mine := []cbr.TagFilter{{Key: "team"}}
	if _, err := client.Tags.ListVaults(ctx, cbr.ListTaggedVaultsInput{Tags: mine}); err != nil || mine[0].Values != nil {
		t.Errorf("got %+v, %v", mine, err)
	}
	if !slices.ContainsFunc(srv.Requests(), func(r cbrtest.Request) bool {
		return string(r.Body) == `{"action":"filter","tags":[{"key":"team","values":[]}]}`
	}) {
		t.Error("no values are not sent as an empty list")
	}
}
