package cloutility_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestWalk(t *testing.T) {
	srv := cloutilitytest.NewServer(t)
	client := connect(t, srv)
	var got []string
	for unit, err := range client.BusinessUnits.Walk(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if path := unit.Path(); len(path) != unit.Depth+1 || path[len(path)-1] != unit || path[0].ID != home || (unit.Parent == nil) != (unit.Depth == 0) {
			t.Errorf("path of %s: %v", unit.Name, path)
		}
		got = append(got, fmt.Sprint(unit.Depth, " ", unit))
	}
	want := []string{
		"0 Nordlicht GmbH", "1 Nordlicht GmbH / Vertrieb", "1 Nordlicht GmbH / Entwicklung", "2 Nordlicht GmbH / Entwicklung / Labor",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = nil
	for unit, err := range client.BusinessUnits.Walk(t.Context(), 91) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, fmt.Sprint(unit.Depth, " ", unit)); unit.ID == 91 {
			continue
		}
		break
	}
	if diff := cmp.Diff([]string{"0 Entwicklung", "1 Entwicklung / Labor"}, got); diff != "" {
		t.Error(diff)
	}
	if n := srv.Count("getBusinessUnitTree"); n != 2 {
		t.Errorf("%d requests for two walks", n)
	}
	for _, err := range client.BusinessUnits.Walk(t.Context(), 31) {
		if !errors.Is(err, backup.ErrNotFound) {
			t.Errorf("foreign unit: %v", err)
		}
	}
}
