package meta_test

import (
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
)

func operation(provider, id string) (meta.Operation, bool) {
	for _, o := range meta.Operations(provider) {
		if o.ID == id {
			return o, true
		}
	}
	return meta.Operation{}, false
}

func TestEffects(t *testing.T) {
	object := func(name string, value any) map[string]any { return map[string]any{name: value} }
	for _, tt := range []struct {
		provider, id     string
		body             any
		destroys, spends bool
	}{
		{"zomro", "deleteImage", nil, true, false},
		{"zomro", "stopInstance", nil, false, false},
		{"zomro", "updateInstance", object("servername", "web"), false, false},
		{"zomro", "updateInstance", object("backup_rotation", "3"), true, false},
		{"cbr", "updateVault", object("vault", object("name", "web")), false, false},
		{"cbr", "updateVault", object("vault", object("billing", object("size", 800.0))), false, true},
		{"cbr", "updateVault", object("vault", object("billing", nil)), false, false},
		{"cbr", "updateVault", object("vault", object("locked", true)), true, false},
		{"cbr", "updateVault", object("vault", object("locked", false)), false, false},
		{"cbr", "updateVault", []any{"vault"}, false, false},
		{"cbr", "batchCreateAndDeleteVaultTags", object("action", "create"), false, false},
		{"cbr", "batchCreateAndDeleteVaultTags", object("action", "delete"), true, false},
		{"cbr", "createVault", nil, false, true},
	} {
		e, ok := operation(tt.provider, tt.id)
		if got := e.Destroys.Holds(tt.body); !ok || got != tt.destroys {
			t.Errorf("%s with %v: destroys %t, known %t", tt.id, tt.body, got, ok)
		}
		if got := e.Spends.Holds(tt.body); got != tt.spends {
			t.Errorf("%s with %v: spends %t", tt.id, tt.body, got)
		}
	}
	if e, ok := operation("cloutility", "activateNode"); !ok || e.Read {
		t.Errorf("a GET that activates: %+v, %t", e, ok)
	}
	if _, ok := operation("cbr", "none"); ok {
		t.Error("knows what there is not")
	}
}
