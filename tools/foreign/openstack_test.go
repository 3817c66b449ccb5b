package foreign

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gophercloud/gophercloud"
	"github.com/gophercloud/gophercloud/openstack"
)

// checkpoint is what the flow looks at, of a backup too.
type checkpoint struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

// Clients of OpenStack's family sign in, find the service in the catalogue of the
// token, and wait for a 404 after they have deleted something.
func TestOpenStack(t *testing.T) {
	provider, err := openstack.NewClient(strings.TrimSuffix(setting(t, "cbr IAM URL"), "/") + "/v3")
	if err != nil {
		t.Fatal(err)
	}
	err = openstack.AuthenticateV3(provider, &gophercloud.AuthOptions{
		IdentityEndpoint: provider.IdentityEndpoint, Username: setting(t, "cbr user"), Password: setting(t, "cbr password"),
		DomainName: setting(t, "cbr domain"), TenantName: setting(t, "cbr project name"),
	}, gophercloud.EndpointOpts{})
	if err != nil {
		t.Fatal(err)
	}
	endpoint, err := provider.EndpointLocator(gophercloud.EndpointOpts{Type: "cbr", Availability: gophercloud.AvailabilityPublic})
	if err != nil {
		t.Fatal(err)
	}
	if base := setting(t, "cbr base URL"); !strings.HasPrefix(endpoint, strings.TrimSuffix(base, "/cbr")) {
		t.Fatalf("the catalogue leads to %s, not to the emulator at %s: a token would go there", endpoint, base)
	}
	cbr := &gophercloud.ServiceClient{ProviderClient: provider, Endpoint: endpoint}

	var vaults struct {
		Vaults []struct{ ID string } `json:"vaults"`
	}
	get(t, cbr, "vaults", &vaults)
	if len(vaults.Vaults) == 0 {
		t.Fatal("no vaults")
	}
	var made struct {
		Checkpoint checkpoint `json:"checkpoint"`
	}
	body := map[string]any{"checkpoint": map[string]any{"vault_id": vaults.Vaults[0].ID, "parameters": map[string]any{"name": "gophercloud"}}}
	if _, err := cbr.Post(cbr.ServiceURL("checkpoints"), body, &made, &gophercloud.RequestOpts{OkCodes: []int{http.StatusOK}}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the checkpoint is available", func() bool {
		get(t, cbr, "checkpoints/"+made.Checkpoint.ID, &made)
		return made.Checkpoint.Status == "available"
	})

	var backups struct {
		Backups []checkpoint `json:"backups"`
	}
	eventually(t, "its backup is available", func() bool { // later than the checkpoint
		get(t, cbr, "backups?checkpoint_id="+made.Checkpoint.ID, &backups)
		return len(backups.Backups) > 0 && backups.Backups[0].Status == "available"
	})
	id := backups.Backups[0].ID
	if _, err := cbr.Delete(cbr.ServiceURL("backups", id), nil); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the backup is a 404", func() bool {
		_, err := cbr.Get(cbr.ServiceURL("backups", id), nil, nil)
		var missing gophercloud.ErrDefault404
		return errors.As(err, &missing)
	})
	passed(t, "gophercloud", "cbr")
}

func get(t *testing.T, c *gophercloud.ServiceClient, path string, out any) {
	t.Helper()
	if _, err := c.Get(c.ServiceURL(path), out, nil); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func eventually(t *testing.T, what string, look func() bool) {
	t.Helper()
	for range 300 {
		if look() {
			return
		}
		time.Sleep(100 * time.Millisecond) // another program's clock
	}
	t.Fatalf("it never comes about that %s", what)
}
