package cbr_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

func TestMembers(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	id := srv.AddBackups(srv.Vaults()[0].ID, 1)[0]
	added, err := client.Members.Add(ctx, id, cbr.AddMembersInput{Members: []string{"p-1", "p-2"}, Domains: []string{"d-3"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(added) != 3 || added[0].Status != cbr.MemberStatusPending || added[0].DestProjectID != "p-1" || added[0].BackupID != id || added[0].CreatedAt.IsZero() {
		t.Errorf("added: %+v", added)
	}
	if _, err = client.Members.Add(ctx, id, cbr.AddMembersInput{Members: []string{"p-2"}}); !errors.Is(err, backup.ErrConflict) {
		t.Errorf("shared twice: %v", err)
	}
	if _, err = client.Members.Add(ctx, id, cbr.AddMembersInput{Members: []string{srv.Account().ProjectID}}); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("shared with oneself: %v", err)
	}
	accepted, err := client.Members.Update(ctx, id, "p-1", cbr.UpdateMemberInput{Status: cbr.MemberStatusAccepted, VaultID: "their-vault"})
	if err != nil || accepted.Status != cbr.MemberStatusAccepted || accepted.VaultID != "their-vault" {
		t.Errorf("got %+v, %v", accepted, err)
	}
	if _, err = client.Members.Update(ctx, id, "p-2", cbr.UpdateMemberInput{Status: cbr.MemberStatusRejected}); err != nil {
		t.Error(err)
	}
	got, err := client.Members.Get(ctx, id, "p-1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(accepted, got); diff != "" {
		t.Errorf("update and get differ (-update +get):\n%s", diff)
	}
	for _, tt := range []struct {
		name string
		in   cbr.ListMembersInput
		want []string
	}{
		{"all", cbr.ListMembersInput{}, []string{"p-1", "p-2", "d-3"}},
		{"accepted", cbr.ListMembersInput{Status: cbr.MemberStatusAccepted}, []string{"p-1"}},
		{"a project", cbr.ListMembersInput{ProjectID: "p-2"}, []string{"p-2"}},
		{"a vault", cbr.ListMembersInput{VaultID: "their-vault"}, []string{"p-1"}},
		{"an image", cbr.ListMembersInput{ImageID: "i"}, nil},
		{"sorted", cbr.ListMembersInput{Sort: "status:desc"}, []string{"p-2", "d-3", "p-1"}},
	} {
		var projects []string
		for _, m := range collect(t, client.Members.All(ctx, id, tt.in)) {
			projects = append(projects, m.DestProjectID)
		}
		if diff := cmp.Diff(tt.want, projects); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	// The list of backups can be asked for shared ones.
	if list := collect(t, client.Backups.All(ctx, cbr.ListBackupsInput{OwnType: cbr.OwnTypeShared, MemberStatus: cbr.MemberStatusPending})); len(list) != 1 {
		t.Errorf("shared: %+v", list)
	}
	if err := client.Members.Delete(ctx, id, "p-1"); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"get":    func() error { _, err := client.Members.Get(ctx, id, "p-1"); return err }(),
		"delete": client.Members.Delete(ctx, id, "p-1"),
		"update": func() error {
			_, err := client.Members.Update(ctx, id, "p-1", cbr.UpdateMemberInput{Status: cbr.MemberStatusRejected})
			return err
		}(),
		"backup": func() error { _, err := client.Members.Get(ctx, "none", "p-2"); return err }(),
	} {
		if !errors.Is(err, backup.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMemberPages(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	id := srv.AddBackups(srv.Vaults()[0].ID, 1)[0]
	var want []string
	for i := range 10 {
		want = append(want, "p-"+strconv.Itoa(i))
	}
	added, err := client.Members.Add(ctx, id, cbr.AddMembersInput{Members: want})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name     string
		in       cbr.ListMembersInput
		want     []string
		requests int
	}{
		{"by offset", cbr.ListMembersInput{Limit: 4}, want, 3},
		{"from an offset", cbr.ListMembersInput{Limit: 4, Cursor: "8"}, want[8:], 1},
		{"by marker", cbr.ListMembersInput{Limit: 4, Marker: added[1].ID}, want[2:], 3},
	} {
		srv.ResetLog()
		var got []string
		for _, m := range collect(t, client.Members.All(ctx, id, tt.in)) {
			got = append(got, m.DestProjectID)
		}
		if !slices.Equal(tt.want, got) || srv.Count("showMembersDetail") != tt.requests {
			t.Errorf("%s: %v in %d requests", tt.name, got, srv.Count("showMembersDetail"))
		}
	}
	page, err := client.Members.List(ctx, id, cbr.ListMembersInput{Limit: 3})
	if err != nil || page.Total != 10 || page.Next != "3" {
		t.Errorf("got %+v, %v", page, err)
	}
	// The page after a marker has no offset: its next marker is its last id.
	if page, err = client.Members.List(ctx, id, cbr.ListMembersInput{Limit: 3, Marker: added[0].ID}); err != nil || page.Next != "" || page.Items[0].ID != added[1].ID {
		t.Errorf("got %+v, %v", page, err)
	}
	// A backup is shared with 20 projects at most.
	for _, group := range []string{"q", "r"} {
		more := make([]string, 5)
		for i := range more {
			more[i] = group + strconv.Itoa(i)
		}
		if _, err := client.Members.Add(ctx, id, cbr.AddMembersInput{Members: more}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err = client.Members.Add(ctx, id, cbr.AddMembersInput{Members: []string{"one more"}}); !errors.Is(err, backup.ErrQuota) {
		t.Errorf("got %v", err)
	}
}
