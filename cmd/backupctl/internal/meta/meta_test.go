package meta_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
	"github.com/backup-sdk/backup-go/zomro"
)

func TestTables(t *testing.T) {
	if got := meta.Field(reflect.TypeFor[zomro.PruneBackupsInput](), "KeepNewest"); !strings.Contains(got, "newest") {
		t.Errorf("%q", got)
	}
	if got := meta.Field(reflect.TypeFor[zomro.PruneBackupsInput](), "Nothing"); got != "" {
		t.Errorf("%q", got)
	}
	type own struct {
		A int `help:"own text"`
	}
	if got := meta.Field(reflect.TypeFor[own](), "A"); got != "own text" {
		t.Errorf("%q", got)
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[cbr.BackupStatus](), reflect.TypeFor[*cbr.BackupStatus](), reflect.TypeFor[[]cbr.BackupStatus]()} {
		if got := meta.Values(typ); !slices.Contains(got, "available") {
			t.Errorf("%v: %v", typ, got)
		}
	}
	if got := meta.Values(reflect.TypeFor[string]()); got != nil {
		t.Errorf("%v", got)
	}
}
