package bind_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/lenient"
	"github.com/backup-sdk/backup-go/zomro"
)

// Words give the same values when they are read again.
func TestWords(t *testing.T) {
	zero := int64(0)
	values := []any{ref{UnitID: 7, ThingID: 8}, "a title", input{
		list: list{5}, Name: "n", Count: &zero, Tags: []string{"x", "y"}, Days: []time.Weekday{time.Monday, time.Sunday},
		At: zomro.TimeOfDay{Hour: 2, Minute: 30}, Since: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), Pause: 90 * time.Second,
		Labels: map[string]string{"a": "b=c"}, Text: lenient.NewInt(12), Pointer: &limits{SizeGB: 20},
	}}
	in := make([]reflect.Value, 0, len(values))
	for _, v := range values {
		in = append(in, reflect.ValueOf(v))
	}
	bound := func() *bind.Binding {
		b, err := bind.New((*things).Make, words("make @unit THING TITLE"), bind.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	got, err := bound().Words(in)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"8", "a title", "--unit=7", "--name=n", "--count=0", "--tags=x", "--tags=y", "--days=Monday", "--days=Sunday", "--at=02:30",
		"--since=2026-01-31T00:00:00Z", "--pause=1m30s", "--labels=a=b=c", "--text=12", "--limit=5", "--pointer-size-gb=20",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	again := bound()
	if err := again.Implicits()[0].Set("7"); err != nil {
		t.Fatal(err)
	}
	if err := again.Args(want[:2]); err != nil {
		t.Fatal(err)
	}
	for _, word := range want[3:] {
		flag, text, _ := strings.Cut(strings.TrimPrefix(word, "--"), "=")
		set(t, again, flag, text)
	}
	back, err := again.Fill(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range back {
		if diff := cmp.Diff(values[i], v.Interface(), cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
			t.Error(diff)
		}
	}

	in[0] = reflect.ValueOf(ref{UnitID: 7})
	if got, err := bound().Words(in); err == nil {
		t.Errorf("without an argument that is needed: %q", got)
	}
}
