package names_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
)

func TestStyles(t *testing.T) {
	tests := []struct{ in, snake, kebab string }{
		{"ID", "id", "id"},
		{"TSMName", "tsm_name", "tsm-name"},
		{"BusinessUnitID", "business_unit_id", "business-unit-id"},
		{"ResourceIDs", "resource_ids", "resource-ids"},
		{"IDs", "ids", "ids"},
		{"SizeGB", "size_gb", "size-gb"},
		{"MinRAMGB", "min_ram_gb", "min-ram-gb"},
		{"IAMURL", "iam_url", "iam-url"},
		{"OSDistro", "os_distro", "os-distro"},
		{"Microsoft365Account", "microsoft365_account", "microsoft365-account"},
		{"IPv4", "ipv4", "ipv4"},
		{"KeyUUID", "key_uuid", "key-uuid"},
		{"name", "name", "name"},
	}
	for _, tt := range tests {
		if got := names.Snake(tt.in); got != tt.snake {
			t.Errorf("Snake(%q) = %q", tt.in, got)
		}
		if got := names.Kebab(tt.in); got != tt.kebab {
			t.Errorf("Kebab(%q) = %q", tt.in, got)
		}
	}
	for _, name := range []string{"ServerID", "server_id", "server-id", "serverId"} {
		if got := names.Fold(name); got != "serverid" {
			t.Errorf("Fold(%q) = %q", name, got)
		}
	}
}

func TestClosest(t *testing.T) {
	all := []string{"backup", "instance", "schedule", "snapshot", "ssh-key", "image"}
	tests := []struct {
		typed string
		want  []string
	}{
		{"bakcup", []string{"backup"}},
		{"instnace", []string{"instance"}},
		{"sche", []string{"schedule"}},
		{"shot", []string{"snapshot"}},
		{"zzzz", nil},
		{"BACKUP", []string{"backup"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, names.Closest(tt.typed, all)); diff != "" {
			t.Errorf("Closest(%q): %s", tt.typed, diff)
		}
	}
	if got := names.Hint("imag", all); got != `; did you mean "image"?` {
		t.Errorf("Hint = %q", got)
	}
	if got := names.Hint("q", all); got != "" {
		t.Errorf("Hint = %q", got)
	}
}
