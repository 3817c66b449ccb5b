package meta_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
	"github.com/backup-sdk/backup-go/zomro"
)

func TestTables(t *testing.T) {
	for _, tt := range []struct {
		owner       reflect.Type
		field, want string
	}{
		{reflect.TypeFor[zomro.PruneBackupsInput](), "KeepLast", "keep so many of the newest backups"},
		{reflect.TypeFor[zomro.PruneBackupsInput](), "Nothing", ""},
		{reflect.TypeFor[cloutility.UploadInvoiceFileInput](), "ERPReference", "reference in the accounting system"},
		{reflect.TypeFor[cloutility.ListBillingInput](), "IncludeNext", "also work out this many invoice dates ahead"},
		{reflect.TypeFor[own](), "A", "own text"},
	} {
		if got := meta.Field(tt.owner, tt.field); !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%v.%s: %q", tt.owner, tt.field, got)
		}
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[cbr.BackupStatus](), reflect.TypeFor[*cbr.BackupStatus](), reflect.TypeFor[[]cbr.BackupStatus]()} {
		if got := meta.Values(typ); !slices.Contains(got, "available") {
			t.Errorf("%v: %v", typ, got)
		}
	}
	if got := meta.Values(reflect.TypeFor[zomro.Zone]()); !slices.Equal(got, []string{"pub", "own", "shr", "image"}) {
		t.Errorf("%v", got)
	}
	if got := meta.Values(reflect.TypeFor[string]()); got != nil {
		t.Errorf("%v", got)
	}
}

type own struct {
	A int `help:"own text"`
}
