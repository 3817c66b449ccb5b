package cbr_test

import (
	"errors"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/lenient"
)

func TestStorageUsage(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	vault := srv.Vaults()[0]
	srv.AddBackups(vault.ID, 3)
	other := srv.AddVault(cbrtest.VaultSpec{Resources: []cbrtest.ResourceSpec{{Type: cbr.ResourceTypeVolume}}})

	srv.ResetLog()
	all := collect(t, client.Metering.All(ctx, cbr.ListStorageUsageInput{Limit: 1}))
	if len(all) != 3 || srv.Count("showStorageUsage") != 3 || all[0].ResourceID != vault.Resources[0].ID || all[0].BackupCount.Value != 3 ||
		all[0].ResourceName != vault.Resources[0].Name || all[2].ResourceID != other.Resources[0].ID {
		t.Errorf("%d requests: %+v", srv.Count("showStorageUsage"), all)
	}
	in := cbr.ListStorageUsageInput{Limit: 10, Cursor: "1", ResourceID: vault.Resources[1].ID, ResourceType: cbr.ResourceTypeServer}
	page, err := client.Metering.List(ctx, in)
	if err != nil || len(page.Items) != 0 || page.Total != 1 || page.Next != "" {
		t.Errorf("page %+v, %v", page, err)
	}
	want := url.Values{"limit": {"10"}, "offset": {"1"}, "resource_id": {vault.Resources[1].ID}, "resource_type": {"OS::Nova::Server"}}
	if diff := cmp.Diff(want, values(t, srv.Requests()[len(srv.Requests())-1].RawQuery)); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
	if _, err := client.Metering.List(ctx, cbr.ListStorageUsageInput{ResourceType: cbr.ResourceTypeTurbo}); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("another type: %v", err)
	}
	if _, err := client.Metering.List(ctx, cbr.ListStorageUsageInput{Limit: -1}); badField(t, err) != "ListStorageUsageInput.Limit" {
		t.Errorf("got %v", err)
	}
}

func TestFeatures(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	for _, limit := range []int64{0, 2} {
		got := make(map[string]string)
		for _, f := range collect(t, client.Features.All(ctx, cbr.ListFeaturesInput{Limit: limit})) {
			got[f.Key] = f.Value.String()
		}
		if diff := cmp.Diff(map[string]string{
			cbr.FeatureReplicationEnable: "true", cbr.FeatureReplicationSourceRegion: `"eu-west-101"`, cbr.FeatureReplicationDestinationRegions: `["eu-west-0"]`,
			cbr.FeatureReplicationDestinationDedicatedGate: "[]", cbr.FeatureBackupDoubleAZ: `"false"`,
		}, got); diff != "" {
			t.Errorf("limit %d (-want +got):\n%s", limit, diff)
		}
	}
	page, err := client.Features.List(ctx, cbr.ListFeaturesInput{Limit: 2, Cursor: "4"})
	if err != nil || len(page.Items) != 1 || page.Total != -1 || page.Next != "5" {
		t.Errorf("page %+v, %v", page, err)
	}
	one, err := client.Features.Get(ctx, cbr.FeatureReplicationDestinationRegions, cbr.GetFeatureInput{})
	if diff := cmp.Diff(cbr.FeatureSet{"replication.destination_regions": lenient.Raw(`["eu-west-0"]`)}, one); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	// The error is a bare text.
	_, err = client.Features.Get(ctx, "x.y", cbr.GetFeatureInput{})
	if e := details(t, err); !errors.Is(err, backup.ErrInvalid) || e.StatusCode != 400 || e.Message != "The feature x.y does not exist." {
		t.Errorf("got %v", err)
	}
	if _, err := client.Features.Get(ctx, cbr.FeatureBackupDoubleAZ, cbr.GetFeatureInput{Limit: 3, Cursor: "1000"}); err != nil {
		t.Errorf("a window: %v", err)
	}
	if query := srv.Requests()[len(srv.Requests())-1].RawQuery; query != "limit=3&offset=1000" {
		t.Errorf("query %s", query)
	}
	for field, in := range map[string]cbr.ListFeaturesInput{"Limit": {Limit: 1001}, "Cursor": {Cursor: "1001"}} {
		if _, err := client.Features.List(ctx, in); badField(t, err) != "ListFeaturesInput."+field {
			t.Errorf("%+v: %v", in, err)
		}
		if _, err := client.Features.Get(ctx, "k", cbr.GetFeatureInput(in)); badField(t, err) != "GetFeatureInput."+field {
			t.Errorf("%+v: %v", in, err)
		}
	}
}

// TestFeaturesThatRepeat: a service that does not look at the window gives
// nothing twice.
func TestFeaturesThatRepeat(t *testing.T) {
	mock := responding(200, jsonType, `{"features.bccrack_enable":true,"a":{"b":[1]},"c":null}`)
	client := at(t, mock)
	got := collect(t, client.Features.All(t.Context(), cbr.ListFeaturesInput{}))
	if len(got) != 3 || got[0].Key != "a" || got[1].Key != "c" || !got[1].Value.IsZero() || mock.GetTotalCallCount() != 2 {
		t.Errorf("%d requests: %+v", mock.GetTotalCallCount(), got)
	}
	// An offset beyond 1000 is an error of the service, so the list ends before.
	for offset, next := range map[string]string{"997": "1000", "998": ""} {
		if page, err := client.Features.List(t.Context(), cbr.ListFeaturesInput{Cursor: offset}); err != nil || page.Next != next {
			t.Errorf("after offset %s: %+v, %v", offset, page, err)
		}
	}
	other, err := client.Features.Get(t.Context(), cbr.FeatureReplicationEnable, cbr.GetFeatureInput{})
	if _, ok := other[cbr.FeatureReplicationEnable]; err != nil || ok || len(other) != 3 {
		t.Errorf("another key than asked for: %+v, %v", other, err)
	}
}

func TestVersions(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	want := cbr.Version{ID: "v3", Status: "CURRENT", Links: []cbr.VersionLink{{Href: srv.URL() + "/v3", Rel: "self"}}}
	if diff := cmp.Diff([]cbr.Version{want}, collect(t, client.Versions.All(ctx))); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if page, err := client.Versions.List(ctx); err != nil || page.Total != 1 {
		t.Errorf("page %+v, %v", page, err)
	}
	for _, name := range []string{"v3", "cbr", "csbs", "vbs"} {
		got, err := client.Versions.Get(ctx, name)
		if diff := cmp.Diff(&want, got); err != nil || diff != "" {
			t.Errorf("%s, %v (-want +got):\n%s", name, err, diff)
		}
	}
	if last := srv.Requests()[len(srv.Requests())-1]; last.Status != 300 {
		t.Errorf("status %d", last.Status)
	}
	if _, err := client.Versions.Get(ctx, "v4"); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	if v, err := at(t, responding(300, jsonType, `{"versions":null}`)).Versions.Get(ctx, "v3"); err == nil || v != nil {
		t.Errorf("a response without a version: %+v, %v", v, err)
	}
	// Elsewhere 300 is no success.
	if _, err := at(t, responding(300, jsonType, `{"vaults":[]}`)).Vaults.List(ctx, cbr.ListVaultsInput{}); details(t, err).StatusCode != 300 {
		t.Errorf("got %v", err)
	}
}
