package cloutility_test

import (
	"encoding/json"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/lenient"
)

type activitySubscription struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`
	Enabled bool   `json:"enabled"`
}

func TestActivitySubscriptions(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		read := func(raw lenient.Raw) (out activitySubscription) {
			works(t, raw.Decode(&out))
			return out
		}
		made := read(must(client.Subscriptions.CreateActivity(ctx, home, json.RawMessage(`{"name":"Daily","enabled":true,"hours":[6,18]}`)))(t))
		all := must(backup.Collect(client.Subscriptions.AllActivity(ctx, home, cloutility.ListActivitySubscriptionsInput{}), 0))(t)
		same(t, "subscriptions", []activitySubscription{{14, "Weekly", true}, {made.ID, "Daily", true}}, each(all, read))
		if page := must(client.Subscriptions.ListActivity(ctx, home, cloutility.ListActivitySubscriptionsInput{Cursor: "1"}))(t); page.Total != 2 || read(at(page.Items, 0)) != made {
			t.Errorf("page %+v", page)
		}
		// What nobody knows of stays when a response is sent back.
		works(t, client.Subscriptions.UpdateActivity(ctx, home, made.ID, json.RawMessage(`{"name":"Nightly","enabled":false}`)))
		raw := must(client.Subscriptions.Activity(ctx, home, made.ID))(t)
		var hours struct{ Hours []int }
		works(t, raw.Decode(&hours))
		same(t, "changed", activitySubscription{made.ID, "Nightly", false}, read(raw))
		same(t, "hours", []int{6, 18}, hours.Hours)
		_, err := client.Subscriptions.Activity(ctx, home, 4711)
		fails(t, err, backup.ErrNotFound)
		fails(t, client.Subscriptions.UpdateActivity(ctx, 88, made.ID, json.RawMessage(`{"name":"x"}`)), backup.ErrNotFound)
		_, err = client.Subscriptions.CreateActivity(ctx, home, json.RawMessage(`["name"]`))
		fails(t, err, backup.ErrInvalid)
	})
}

func TestJobSubscriptions(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		before := must(client.Subscriptions.Job(ctx, home, 15))(t)
		if !before.Enabled || before.Name != "Failed jobs" || len(before.Emails) != 1 || len(before.Tags) != 0 {
			t.Errorf("subscription %+v", before)
		}
		changed := must(client.Subscriptions.UpdateJob(ctx, home, 15, cloutility.UpdateJobSubscriptionInput{
			Name: "Jobs", Subject: "Late", Emails: []string{"a@nordlicht.example", "b@nordlicht.example"}, SendBcc: true,
			IncidentEmails: []string{}, Tags: []cloutility.ObjectRef{{ID: 3}}, DeliveryConfig: json.RawMessage(`{"hour":7}`),
		}))(t)
		got := must(client.Subscriptions.Job(ctx, home, 15))(t)
		same(t, "changed", got, changed)
		if got.Enabled || got.Name != "Jobs" || !got.SendBcc || len(got.Emails) != 2 || at(got.Tags, 0).Text != "production" || got.DeliveryConfig.String() != `{"hour":7}` {
			t.Errorf("subscription %+v", got)
		}
		_, err := client.Subscriptions.UpdateJob(ctx, home, 15, cloutility.UpdateJobSubscriptionInput{Name: "x", Tags: []cloutility.ObjectRef{{ID: 4711}}})
		fails(t, err, backup.ErrInvalid)
		_, err = client.Subscriptions.UpdateJob(ctx, home, 16, cloutility.UpdateJobSubscriptionInput{Name: "x"})
		fails(t, err, backup.ErrNotFound)
		_, err = client.Subscriptions.Job(ctx, 88, 15)
		fails(t, err, backup.ErrNotFound)
	})
}

func TestJobIncidents(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		if got := must(client.Subscriptions.JobIncidents(ctx, 91))(t); !got.Inherited || got.StatusErrorLimit != 2 || !got.IncludeStatusError {
			t.Errorf("settings %+v", got)
		}
		works(t, client.Subscriptions.SetJobIncidents(ctx, 91, cloutility.UpdateJobIncidentConfigInput{Subject: "Red", IncludeStatusWarning: true, StatusWarningLimit: 3}))
		got := must(client.Subscriptions.JobIncidents(ctx, 91))(t)
		if got.Inherited || got.Subject != "Red" || got.IncludeStatusError || !got.IncludeStatusWarning || got.StatusWarningLimit != 3 || got.StatusErrorLimit != 0 {
			t.Errorf("own settings %+v", got)
		}
		if below := must(client.Subscriptions.JobIncidents(ctx, 93))(t); !below.Inherited || below.Subject != "Red" {
			t.Errorf("settings below %+v", below)
		}
		if beside := must(client.Subscriptions.JobIncidents(ctx, 88))(t); beside.Subject != "Incident" {
			t.Errorf("settings beside %+v", beside)
		}
		fails(t, client.Subscriptions.SetJobIncidents(ctx, 31, cloutility.UpdateJobIncidentConfigInput{}), backup.ErrNotFound)
	})
}

func TestStatusDelivery(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		if got := must(client.Subscriptions.StatusDelivery(ctx, 91))(t); !got.Inherited || got.Subject != "Status" || !got.IncludeStatusError {
			t.Errorf("settings %+v", got)
		}
		works(t, client.Subscriptions.SetStatusDelivery(ctx, 91, cloutility.CreateStatusDeliveryConfigInput{Subject: "All", Message: "Hi", IncludeStatusOk: true, IncludeStatusPending: true}))
		got := must(client.Subscriptions.StatusDelivery(ctx, 91))(t)
		if got.Inherited || got.Subject != "All" || got.Message != "Hi" || !got.IncludeStatusOk || !got.IncludeStatusPending || got.IncludeStatusError {
			t.Errorf("own settings %+v", got)
		}
		fails(t, client.Subscriptions.SetStatusDelivery(ctx, 31, cloutility.CreateStatusDeliveryConfigInput{}), backup.ErrNotFound)
	})
}

func TestStatusSubscription(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		got := must(client.Subscriptions.Status(t.Context(), home, 16))(t)
		if got.Name != "Status" || !got.Enabled || got.BusinessUnitID != home || at(got.Emails, 0) != "storage@nordlicht.example" {
			t.Errorf("subscription %+v", got)
		}
		_, err := client.Subscriptions.Status(t.Context(), 91, 16)
		fails(t, err, backup.ErrNotFound)
	})
}
