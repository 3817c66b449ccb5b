package scaffold

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMethodName(t *testing.T) {
	for _, tt := range []struct{ tag, operation, want string }{
		{"Vaults", "ShowVault", "Get"},
		{"Vaults", "ShowVaultForecast", "Forecast"},
		{"Vaults", "ListVaults", "List"},
		{"Vaults", "ListVault", "List"},
		{"Vaults", "CreateVault", "Create"},
		{"Policies", "DeletePolicy", "Delete"},
		{"BusinessUnits", "GetBusinessUnit", "Get"},
		{"BusinessUnits", "ListAncestors", "ListAncestors"},
		{"Billing", "GetInvoice", "Invoice"},
		{"Account", "ShowDashboard", "Dashboard"},
	} {
		if got := methodName(tt.tag, tt.operation); got != tt.want {
			t.Errorf("%s of %s: %s, want %s", tt.operation, tt.tag, got, tt.want)
		}
	}
}

func TestWords(t *testing.T) {
	for id, want := range map[string]string{
		"showVaultForecast": "show Vault Forecast", "listORainUsers": "list O Rain Users", "getSPPlusServer": "get SP Plus Server",
		"createSSHKey": "create SSH Key", "whoami": "whoami", "getNodeSPName": "get Node SP Name",
	} {
		if got := strings.Join(wordsOf(id), " "); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	if kebab("ListSimple") != "list-simple" || word("vaultID") != "VAULT" || word("spServerID") != "SP-SERVER" || word("date") != "DATE" || word("ID") != "ID" {
		t.Error(kebab("ListSimple"), word("vaultID"), word("spServerID"), word("date"), word("ID"))
	}
	if lower("Show it") != "show it" || lower("SLA of a unit") != "SLA of a unit" || lower("") != "" {
		t.Error(lower("Show it"), lower("SLA of a unit"))
	}
}

func TestImports(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"none": {"package p\n\nvar x int\n", "package p\n\nimport (\n\t\"context\"\n\n\t\"github.com/google/go-cmp/cmp\"\n\n\tbackup \"github.com/backup-sdk/backup-go\"\n)\n\nvar x int\n"},
		"one":  {"package p\n\nimport \"errors\"\n\nvar x int\n", "package p\n\nimport (\n\t\"context\"\n\t\"errors\"\n\n\t\"github.com/google/go-cmp/cmp\"\n\n\tbackup \"github.com/backup-sdk/backup-go\"\n)\n\nvar x int\n"},
		"a block": {
			"package p\n\nimport (\n\t\"context\"\n\n\t\"github.com/backup-sdk/backup-go/cbr\"\n)\n",
			"package p\n\nimport (\n\t\"context\"\n\n\t\"github.com/google/go-cmp/cmp\"\n\n\tbackup \"github.com/backup-sdk/backup-go\"\n\t\"github.com/backup-sdk/backup-go/cbr\"\n)\n",
		},
	} {
		s := &source{text: c.text}
		s.imports("context", "github.com/google/go-cmp/cmp", "github.com/backup-sdk/backup-go")
		if diff := cmp.Diff(c.want, s.text); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
