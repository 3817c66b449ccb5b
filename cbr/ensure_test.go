package cbr_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/internal/ensure/ensuretest"
)

// wanted is one thing to ensure at a fake.
type wanted struct {
	operation string
	ensure    func(context.Context, *cbr.Client) (ensuretest.Outcome, error)
	ids       func(*cbrtest.Server, *cbr.Client) []string
}

// service is a fake in memory for the proofs.
func service(t testing.TB, srv *cbrtest.Server, want wanted) ensuretest.Service {
	t.Helper()
	client := func(transport http.RoundTripper) *cbr.Client {
		c, err := cbr.New(srv.Config(), append(srv.Options(), backup.WithHTTPClient(&http.Client{Transport: transport}))...)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	return ensuretest.Service{
		Transport: srv.RoundTripper(),
		Ensure: func(ctx context.Context, transport http.RoundTripper) (ensuretest.Outcome, error) {
			return want.ensure(ctx, client(transport))
		},
		IDs:       func() []string { return want.ids(srv, client(srv.RoundTripper())) },
		Creations: func() int { return srv.Count(want.operation) },
		Close:     srv.Close,
	}
}

func vaultInput() cbr.CreateVaultInput {
	return cbr.CreateVaultInput{Billing: cbr.BillingCreate{
		SizeGB: 100, ObjectType: cbr.ObjectTypeServer, ProtectType: cbr.ProtectTypeBackup, ConsistentLevel: cbr.ConsistentLevelCrash,
	}}
}

func nightly() cbr.CreatePolicyInput {
	return cbr.CreatePolicyInput{
		OperationType: cbr.PolicyOperationBackup, Definition: cbr.PolicyDefinition{RetentionDays: new(int64(30))},
		Trigger: cbr.PolicyTrigger{Properties: cbr.PolicyTriggerProperties{Pattern: []string{"FREQ=DAILY;BYHOUR=2;BYMINUTE=30"}}},
	}
}

func TestEnsureVault(t *testing.T) {
	t.Parallel()
	const key = "fleet/prod vault"
	suite := ensuretest.Suite{Tick: time.Millisecond, New: func(t testing.TB) ensuretest.Service {
		return service(t, cbrtest.New(), wanted{
			operation: "createVault",
			ensure: func(ctx context.Context, c *cbr.Client) (ensuretest.Outcome, error) {
				out, err := c.Vaults.Ensure(ctx, key, vaultInput())
				return ensuretest.Of(out, err, func(v *cbr.Vault) string { return v.ID })
			},
			ids: func(srv *cbrtest.Server, _ *cbr.Client) (ids []string) {
				for _, v := range srv.Vaults() {
					if v.Name == cbr.EnsureName(key) && v.Billing.Status != cbr.VaultStatusDeleting {
						ids = append(ids, v.ID)
					}
				}
				return ids
			},
		})
	}}
	suite.Run(t)
}

// Policies that are equally old may both be left, and never without an error.
func TestEnsurePolicyTies(t *testing.T) {
	t.Parallel()
	ensuretest.Suite{Ties: true, New: func(t testing.TB) ensuretest.Service {
		return policies(t, func(ctx context.Context, c *cbr.Client) (ensuretest.Outcome, error) {
			out, err := c.Policies.Ensure(ctx, "nightly", nightly())
			return ensuretest.Of(out, err, func(p *cbr.Policy) string { return p.ID })
		})
	}}.Run(t)
}

func TestEnsurePolicy(t *testing.T) {
	t.Parallel()
	ensuretest.Suite{Tick: 2 * time.Second, New: func(t testing.TB) ensuretest.Service {
		return policies(t, func(ctx context.Context, c *cbr.Client) (ensuretest.Outcome, error) {
			out, err := c.Policies.Ensure(ctx, "nightly", nightly())
			return ensuretest.Of(out, err, func(p *cbr.Policy) string { return p.ID })
		})
	}}.Run(t)
}

func policies(t testing.TB, ensure func(context.Context, *cbr.Client) (ensuretest.Outcome, error)) ensuretest.Service {
	t.Helper()
	return service(t, cbrtest.New(), wanted{
		operation: "createPolicy", ensure: ensure,
		ids: func(_ *cbrtest.Server, c *cbr.Client) (ids []string) {
			for _, p := range collect(t, c.Policies.All(context.Background(), cbr.ListPoliciesInput{})) {
				ids = append(ids, p.ID)
			}
			return ids
		},
	})
}

func TestEnsureCheckpoint(t *testing.T) {
	t.Parallel()
	ensuretest.Suite{Stay: true, New: func(t testing.TB) ensuretest.Service {
		srv := cbrtest.New()
		return service(t, srv, wanted{
			operation: "createCheckpoint",
			ensure: func(ctx context.Context, c *cbr.Client) (ensuretest.Outcome, error) {
				out, err := c.Checkpoints.Ensure(ctx, "nightly-2026-11-30", cbr.CreateCheckpointInput{VaultID: srv.Vaults()[0].ID})
				return ensuretest.Of(out, err, func(c *cbr.Checkpoint) string { return c.ID })
			},
			ids: checkpointIDs(t),
		})
	}}.Run(t)
}

func checkpointIDs(t testing.TB) func(*cbrtest.Server, *cbr.Client) []string {
	return func(_ *cbrtest.Server, c *cbr.Client) (ids []string) {
		for _, b := range collect(t, c.Backups.All(context.Background(), cbr.ListBackupsInput{})) {
			if b.Name == "nightly-2026-11-30" && (len(ids) == 0 || ids[len(ids)-1] != b.CheckpointID) {
				ids = append(ids, b.CheckpointID)
			}
		}
		return ids
	}
}

func TestEnsurePolicyBinding(t *testing.T) {
	t.Parallel()
	ensuretest.Suite{Stay: true, New: func(t testing.TB) ensuretest.Service {
		srv := cbrtest.New()
		policy, err := connect(t, srv).Policies.Create(t.Context(), named("nightly"))
		if err != nil {
			t.Fatal(err)
		}
		srv.ResetLog()
		return service(t, srv, wanted{
			operation: "associateVaultPolicy",
			ensure: func(ctx context.Context, c *cbr.Client) (ensuretest.Outcome, error) {
				out, err := c.Vaults.EnsurePolicy(ctx, srv.Vaults()[0].ID, cbr.AssociatePolicyInput{PolicyID: policy.ID})
				return ensuretest.Of(out, err, func(b *cbr.PolicyBinding) string { return b.PolicyID })
			},
			ids: func(_ *cbrtest.Server, c *cbr.Client) (ids []string) {
				for _, p := range collect(t, c.Policies.All(context.Background(), cbr.ListPoliciesInput{VaultID: srv.Vaults()[0].ID})) {
					ids = append(ids, p.ID)
				}
				return ids
			},
		})
	}}.Run(t)
}

func named(name string) cbr.CreatePolicyInput {
	in := nightly()
	in.Name = name
	return in
}

// What was there stays as it is, and the difference is told.
func TestEnsureDifferences(t *testing.T) {
	t.Parallel()
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	vault, err := client.Vaults.Ensure(t.Context(), "prod", vaultInput())
	if err != nil {
		t.Fatal(err)
	}
	other := vaultInput()
	other.Billing.SizeGB, other.Billing.ConsistentLevel = 200, cbr.ConsistentLevelApp
	other.Tags = []cbr.Tag{{Key: "env", Value: "prod"}}
	again, err := client.Vaults.Ensure(t.Context(), "prod", other)
	want := []string{"size in GB is 100, not 200", "consistency is crash_consistent, not app_consistent", `tag "env" is not "prod"`}
	if err != nil || again.Value.ID != vault.Value.ID || again.Name != "prod" {
		t.Fatalf("%+v, %v", again, err)
	}
	if diff := cmp.Diff(want, again.Differences); diff != "" {
		t.Error(diff)
	}

	if _, err := client.Policies.Ensure(t.Context(), "nightly", nightly()); err != nil {
		t.Fatal(err)
	}
	later := nightly()
	later.Enabled, later.Definition.RetentionDays, later.Definition.MaxBackups = new(false), new(int64(7)), new(int64(3))
	later.Trigger.Properties.Pattern = []string{"FREQ=DAILY;BYHOUR=4;BYMINUTE=00"}
	policy, err := client.Policies.Ensure(t.Context(), "nightly", later)
	if err != nil {
		t.Fatal(err)
	}
	want = []string{
		"enabled is true, not false", `schedule is ["FREQ=DAILY;BYHOUR=2;BYMINUTE=30"], not ["FREQ=DAILY;BYHOUR=4;BYMINUTE=00"]`,
		"most backups is none, not 3", "days of retention is 30, not 7",
	}
	if diff := cmp.Diff(want, policy.Differences); diff != "" {
		t.Error(diff)
	}
}

// Bad keys and inputs send nothing.
func TestEnsureArguments(t *testing.T) {
	t.Parallel()
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	prepaid := vaultInput()
	prepaid.Billing.ChargingMode = cbr.ChargingModePrePaid
	called := vaultInput()
	called.Name = "other"
	for field, call := range map[string]func() error{
		"key": func() error {
			_, err := client.Checkpoints.Ensure(t.Context(), " ", cbr.CreateCheckpointInput{VaultID: "v"})
			return err
		},
		"CreateCheckpointInput.VaultID": func() error {
			_, err := client.Checkpoints.EnsureAndWait(t.Context(), "k", cbr.CreateCheckpointInput{})
			return err
		},
		"CreateVaultInput.Billing.ChargingMode": func() error {
			_, err := client.Vaults.Ensure(t.Context(), "k", prepaid)
			return err
		},
		"CreateVaultInput.Name": func() error {
			_, err := client.Vaults.Ensure(t.Context(), "k", called)
			return err
		},
		"CreatePolicyInput.Trigger.Properties.Pattern": func() error {
			_, err := client.Policies.Ensure(t.Context(), "k", cbr.CreatePolicyInput{OperationType: cbr.PolicyOperationBackup})
			return err
		},
		"AssociatePolicyInput.PolicyID": func() error {
			_, err := client.Vaults.EnsurePolicy(t.Context(), "v", cbr.AssociatePolicyInput{})
			return err
		},
		"vaultID": func() error {
			_, err := client.Vaults.EnsurePolicy(t.Context(), "..", cbr.AssociatePolicyInput{PolicyID: "p"})
			return err
		},
	} {
		if got := badField(t, call()); got != field {
			t.Errorf("field %s, want %s", got, field)
		}
	}
	if n := srv.Count(""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// Several of a name that were there before are nobody's to take away.
func TestEnsureFindsSeveral(t *testing.T) {
	t.Parallel()
	srv := cbrtest.NewServer(t)
	first := srv.AddVault(cbrtest.VaultSpec{Name: "prod"})
	second := srv.AddVault(cbrtest.VaultSpec{Name: "prod"})
	srv.AddVault(cbrtest.VaultSpec{Name: "prod", Status: cbr.VaultStatusDeleting})
	out, err := connect(t, srv).Vaults.Ensure(t.Context(), "prod", vaultInput())
	var duplicate *backup.DuplicateError
	if !errors.As(err, &duplicate) || out == nil || out.Value.ID != first.ID {
		t.Fatalf("%+v, %v", out, err)
	}
	if diff := cmp.Diff([]string{first.ID, second.ID}, duplicate.IDs); diff != "" {
		t.Error(diff)
	}
	if srv.Count("createVault")+srv.Count("deleteVault") != 0 {
		t.Error("something was made or deleted")
	}
}

// A vault that somebody uses is not taken away, although it is one too many.
func TestEnsureKeepsWhatIsUsed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cbrtest.New(fast())
		defer srv.Close()
		rival := srv.AddVault(cbrtest.VaultSpec{Name: "other"})
		client := connect(t, srv, backup.WithHTTPClient(&http.Client{Transport: afterCreation{srv.RoundTripper(), func() {
			time.Sleep(time.Second)
			c := connect(t, srv)
			if _, err := c.Vaults.Update(t.Context(), rival.ID, cbr.UpdateVaultInput{Name: "prod"}); err != nil {
				t.Error(err)
			}
			for _, v := range srv.Vaults() {
				if v.Name == "prod" && v.ID != rival.ID {
					_, err := c.Vaults.AddResources(t.Context(), v.ID, cbr.AddResourcesInput{Resources: []cbr.Resource{{ID: "7d1f2b8e-11aa-4c7e-9d55-0a2b3c4d5e6f", Type: cbr.ResourceTypeServer}}})
					if err != nil {
						t.Error(err)
					}
					time.Sleep(time.Second) // until it is shown
				}
			}
		}}}))
		time.Sleep(time.Minute) // the rival is older
		_, err := client.Vaults.Ensure(t.Context(), "prod", vaultInput())
		var duplicate *backup.DuplicateError
		if !errors.As(err, &duplicate) || len(duplicate.IDs) != 2 || !strings.Contains(err.Error(), "has resources and is not deleted") || srv.Count("deleteVault") != 0 {
			t.Errorf("%v, %d deletions", err, srv.Count("deleteVault"))
		}
	})
}

// afterCreation does something after a vault was made.
type afterCreation struct {
	next http.RoundTripper
	do   func()
}

func (a afterCreation) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := a.next.RoundTrip(r)
	if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/vaults") {
		a.do()
	}
	return resp, err
}

func TestEnsureCheckpointAndWait(t *testing.T) {
	t.Parallel()
	srv := cbrtest.NewServer(t, fast())
	client := connect(t, srv)
	vault := srv.Vaults()[0].ID
	out, err := client.Checkpoints.EnsureAndWait(t.Context(), "k", cbr.CreateCheckpointInput{VaultID: vault}, quick()...)
	if err != nil || out.Value.Status != cbr.CheckpointStatusAvailable || out.Action != backup.ActionCreated {
		t.Fatalf("%+v, %v", out, err)
	}
	again, err := client.Checkpoints.EnsureAndWait(t.Context(), "k", cbr.CreateCheckpointInput{
		VaultID: vault, Parameters: cbr.CheckpointParameters{Resources: []string{"missing"}},
	}, quick()...)
	if err != nil || again.Value.ID != out.Value.ID || again.Action != backup.ActionFound || len(again.Differences) != 1 {
		t.Errorf("%+v, %v", again, err)
	}
}
