package cloutility_test

import (
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestNamingRule(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		rule := must(client.NodeRules.Naming(ctx, 93))(t) // inherited from the top
		if rule.Rule != "" || rule.SetNamesManually || rule.NumberOfDigits != 4 {
			t.Errorf("rule %+v", rule)
		}
		set := must(client.NodeRules.SetNaming(ctx, home, cloutility.UpdateNodeNamingRuleInput{
			Counter: 17, NumberOfDigits: 4, Rule: "nord#", ReplacementCharacter: "_",
		}))(t)
		if set.Counter != 17 || set.Rule != "nord#" {
			t.Errorf("rule %+v", set)
		}
		names := []string{
			must(client.Nodes.Get(ctx, 93, nodeIn(srv, 93, "a").ConsumerID))(t).TSMName,
			enrol(t, client, "b").TSMName,
		}
		same(t, "names", []string{"NORD_0017", "NORD_0018"}, names)
		if now := must(client.NodeRules.Naming(ctx, home))(t); now.Counter != 19 || now.ID != set.ID {
			t.Errorf("rule after two names %+v", now)
		}

		// With names given by hand none is suggested.
		must(client.NodeRules.SetNaming(ctx, home, cloutility.UpdateNodeNamingRuleInput{SetNamesManually: true}))(t)
		id := srv.AddConsumers(home, 1)[0]
		must(client.Nodes.Create(ctx, home, id, nodeInput()))(t)
		if _, err := client.Nodes.Activate(ctx, home, id, cloutility.ActivateNodeInput{}); err == nil || srv.Activations(id) != 0 {
			t.Errorf("activation without a name: %v, %d requests", err, srv.Activations(id))
		}
		got := must(client.Nodes.Activate(ctx, home, id, cloutility.ActivateNodeInput{TSMName: "byhand"}))(t)
		if got.TSMName != "BYHAND" {
			t.Errorf("name %q", got.TSMName)
		}
		_, err := client.NodeRules.SetNaming(ctx, home, cloutility.UpdateNodeNamingRuleInput{Counter: -1})
		fails(t, err, backup.ErrInvalid)
	})
}

func TestPasswordRule(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		rule := must(client.NodeRules.Password(ctx, home))(t)
		if rule.Type.Name != "Generated" || rule.MinimumLength != 15 || rule.PasswordExpirationDays != 30 {
			t.Errorf("rule %+v", rule)
		}
		first := func(kind int64, name string) string {
			t.Helper()
			works(t, client.NodeRules.SetPassword(ctx, home, cloutility.CreateNodePasswordRuleInput{
				Type: cloutility.ObjectRef{ID: kind}, Text: "Polar-", MinimumLength: 20,
			}))
			made := enrol(t, client, name)
			return strings.ReplaceAll(made.TSMPassword.Reveal(), itoa(made.ID), "ID")
		}
		same(t, "passwords", []string{"Polar-ID", "IDPolar-", "Polar-"}, []string{first(1, "a"), first(2, "b"), first(4, "c")})
		if got := first(3, "d"); len(got) < 20 {
			t.Errorf("generated %q", got)
		}
		if rule = must(client.NodeRules.Password(ctx, 93))(t); rule.Type.ID != 3 || rule.Text != "Polar-" || rule.PasswordExpirationDays != 0 {
			t.Errorf("rule %+v", rule)
		}
		fails(t, client.NodeRules.SetPassword(ctx, home, cloutility.CreateNodePasswordRuleInput{Type: cloutility.ObjectRef{ID: 5}}), backup.ErrInvalid)
		fails(t, client.NodeRules.SetPassword(ctx, home, cloutility.CreateNodePasswordRuleInput{Type: cloutility.ObjectRef{ID: 4}}), backup.ErrInvalid)
		if srv.Count("createNodePasswordRule") != 6 {
			t.Errorf("%d requests", srv.Count("createNodePasswordRule"))
		}
	})
}

func TestDeletionRule(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		before := must(client.NodeRules.Deletion(ctx, 91))(t)
		if before.RetentionDays != 30 || !before.UseDecommission || before.DeleteNodesAutomatically {
			t.Errorf("rule %+v", before)
		}
		set := must(client.NodeRules.SetDeletion(ctx, 91, cloutility.UpdateNodeDeletionRuleInput{RetentionDays: 7, DeleteNodesAutomatically: true}))(t)
		got := must(client.NodeRules.Deletion(ctx, 93))(t) // below 91
		same(t, "rule below", set, got)
		if got.RetentionDays != 7 || got.UseDecommission || !got.DeleteNodesAutomatically {
			t.Errorf("rule %+v", got)
		}
		same(t, "rule above", before, must(client.NodeRules.Deletion(ctx, home))(t))
		_, err := client.NodeRules.SetDeletion(ctx, 91, cloutility.UpdateNodeDeletionRuleInput{RetentionDays: -1})
		fails(t, err, backup.ErrInvalid)
	})
}

func TestRulesOfUnits(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		must(client.NodeRules.SetNaming(ctx, home, cloutility.UpdateNodeNamingRuleInput{Rule: "nord", NumberOfDigits: 2}))(t)
		if got := must(client.NodeRules.InheritedNaming(ctx, home))(t); got.Rule != "" || got.NumberOfDigits != 4 {
			t.Errorf("rule from above %+v", got)
		}
		if got := must(client.NodeRules.InheritedNaming(ctx, 91))(t); got.Rule != "nord" {
			t.Errorf("rule from above %+v", got)
		}
		buckets := must(client.NodeRules.SetBucketNaming(ctx, home, cloutility.UpdateS3NamingRuleInput{Rule: "b", Counter: 5, ReplacementCharacter: "-"}))(t)
		if buckets.Rule != "b" || buckets.Counter != 5 || buckets.ID == 0 || must(client.NodeRules.Naming(ctx, home))(t).Rule != "nord" {
			t.Errorf("rule for buckets %+v", buckets)
		}
		_, err := client.NodeRules.SetBucketNaming(ctx, home, cloutility.UpdateS3NamingRuleInput{ReplacementCharacter: "--"})
		fails(t, err, backup.ErrInvalid)

		in := cloutility.UpdateNodePasswordRuleInput{Type: cloutility.ObjectRef{ID: 3}, MinimumLength: 24}
		_, err = client.NodeRules.UpdatePassword(ctx, home, in) // it is inherited
		fails(t, err, backup.ErrNotFound)
		works(t, client.NodeRules.SetPassword(ctx, home, cloutility.CreateNodePasswordRuleInput{Type: cloutility.ObjectRef{ID: 4}, Text: "Polar-"}))
		set := must(client.NodeRules.UpdatePassword(ctx, home, in))(t)
		if set.Type.Name != "Generated" || set.MinimumLength != 24 || set.Text != "" {
			t.Errorf("rule %+v", set)
		}
		in.Type.ID = 9
		_, err = client.NodeRules.UpdatePassword(ctx, home, in)
		fails(t, err, backup.ErrInvalid)
	})
}
