package bind_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/lenient"
	"github.com/backup-sdk/backup-go/zomro"
)

type client struct{ Things *things }

type things struct{ got []any }

type ref struct{ UnitID, ThingID int64 }

type limits struct {
	SizeGB int64
	Name   string
}

type list struct{ Limit int64 }

type input struct {
	list
	Name    string
	Count   *int64
	Tags    []string
	Days    []time.Weekday
	At      zomro.TimeOfDay
	Since   time.Time
	Pause   time.Duration
	Labels  map[string]string
	Secret  backup.Secret
	Text    lenient.Int
	Content []byte
	Inner   limits
	Pointer *limits
	Hook    func()
}

func (s *things) Make(_ context.Context, r ref, name string, in input) (string, error) {
	s.got = append(s.got, r, name, in)
	return "made", nil
}

func (*things) Wait(_ context.Context, id string, ids []string, opts ...backup.WaitOption) error {
	return errors.New(id + strings.Join(ids, "+") + time.Duration(len(opts)).String())
}

func (*things) Hooked(_ context.Context, _ func()) error { return nil }
func (s *things) Each(_ context.Context, texts []string) error {
	s.got = append(s.got, texts)
	return nil
}

func (*things) Odd(_ context.Context, _ ...string) error          { return nil }
func (*things) Whole(_ context.Context, _ []limits) error         { return nil }
func wrapped(context.Context, *client, int64, bool) (bool, error) { return true, nil }

func words(use string) []bind.Word {
	_, w := bind.ParseUse(use)
	return w
}

func TestParseUse(t *testing.T) {
	verb, got := bind.ParseUse("restore @instance BACKUP [NAME] ID... --zone")
	want := []bind.Word{{Name: "instance", Implicit: true}, {Name: "BACKUP"}, {Name: "NAME", Optional: true}, {Name: "ID", Variadic: true}, {Name: "zone", Flag: true}}
	if diff := cmp.Diff(want, got); verb != "restore" || diff != "" {
		t.Error(verb, diff)
	}
}

func set(t *testing.T, b *bind.Binding, flag, text string) {
	t.Helper()
	for _, s := range b.Slots() {
		if s.Flag == flag {
			if err := s.Value().Set(text); err != nil {
				t.Fatalf("--%s: %v", flag, err)
			}
			return
		}
	}
	t.Fatalf("no flag --%s", flag)
}

func TestEverythingOnce(t *testing.T) {
	b, err := bind.New((*things).Make, words("make @unit THING TITLE"), bind.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Implicits()[0].Set("7"); err != nil {
		t.Fatal(err)
	}
	if err := b.Args([]string{"8", "title"}); err != nil {
		t.Fatal(err)
	}
	for flag, text := range map[string]string{
		"name": "n", "count": "0", "at": "02:30", "since": "2026-01-31", "pause": "90s", "labels": "a=b=c", "secret": "env:X",
		"text": "12", "content": "file", "limit": "5", "size-gb": "10", "pointer-size-gb": "20",
	} {
		set(t, b, flag, text)
	}
	set(t, b, "tags", "x,y")
	set(t, b, "tags", "z")
	set(t, b, "days", "mon, sunday")
	values, err := b.Fill([]byte(`{"name": "overridden", "inner": {"name": "from file"}}`), &bind.Sources{
		Secret: func(source string) (backup.Secret, error) { return backup.NewSecret(source), nil },
		File:   func(path string) ([]byte, error) { return []byte(path), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	c := &client{Things: &things{}}
	out, err := b.Call(t.Context(), (*things).Make, c, values, nil)
	if err != nil || out[0].String() != "made" {
		t.Fatal(out, err)
	}
	zero := int64(0)
	want := []any{ref{UnitID: 7, ThingID: 8}, "title", input{
		list: list{5}, Name: "n", Count: &zero, Tags: []string{"x", "y", "z"}, Days: []time.Weekday{time.Monday, time.Sunday},
		At: zomro.TimeOfDay{Hour: 2, Minute: 30}, Since: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), Pause: 90 * time.Second,
		Labels: map[string]string{"a": "b=c"}, Secret: backup.NewSecret("env:X"), Text: lenient.NewInt(12), Content: []byte("file"),
		Inner: limits{SizeGB: 10, Name: "from file"}, Pointer: &limits{SizeGB: 20},
	}}
	if diff := cmp.Diff(want, c.Things.got, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		t.Error(diff)
	}
	if v, ok := b.Find(values, "SizeGB"); !ok || v.Int() != 10 {
		t.Error("Find does not look into nested structures")
	}
	if _, ok := b.Find(values, "None"); ok {
		t.Error("Find finds what is not there")
	}
}

func TestWaitsAndFunctions(t *testing.T) {
	b, err := bind.New((*things).Wait, words("wait ID [MORE...]"), bind.Options{})
	if err != nil || !b.Waits || b.HasInput() {
		t.Fatal(b, err)
	}
	if err := b.Args([]string{"a", "b", "c"}); err != nil {
		t.Fatal(err)
	}
	values, err := b.Fill(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := b.Call(t.Context(), (*things).Wait, &client{Things: &things{}}, values, []backup.WaitOption{nil, nil})
	if err != nil || out[0].Interface().(error).Error() != "ab+c2ns" {
		t.Error(out, err)
	}
	b, err = bind.New(wrapped, words("do ID --force"), bind.Options{})
	if err != nil || b.Receiver() != reflect.TypeFor[*client]() {
		t.Fatal(b, err)
	}
	if b, err = bind.New((*things).Whole, nil, bind.Options{}); err != nil || !b.InputOnly {
		t.Fatal(b, err)
	}
	if _, err := b.Fill(nil, nil); err == nil || !strings.Contains(err.Error(), "--input is needed") {
		t.Error(err)
	}
	values, err = b.Fill([]byte("- {size_gb: 3}\n- {SizeGB: 4, name: x}"), nil)
	if diff := cmp.Diff([]limits{{3, ""}, {4, "x"}}, values[0].Interface()); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestRefusedBindings(t *testing.T) {
	for name, tt := range map[string]struct {
		fn  any
		use string
	}{
		"no function":      {1, "x"},
		"too few words":    {(*things).Wait, "x ID"},
		"too many words":   {(*things).Wait, "x ID MORE OTHER"},
		"a field unnamed":  {(*things).Make, "x THING TITLE NOWHERE"},
		"odd variadic":     {(*things).Odd, "x"},
		"nothing at all":   {func() {}, "x"},
		"words of nothing": {wrapped, "x A B C"},
	} {
		if _, err := bind.New(tt.fn, words(tt.use), bind.Options{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := bind.Service(&client{}, reflect.TypeFor[*time.Time]()); err == nil {
		t.Error("a service that the client does not have")
	}
}

func TestRefusedArguments(t *testing.T) {
	for _, args := range [][]string{{}, {"1"}, {"x", "t"}, {"1", "t", "more"}} {
		b, err := bind.New((*things).Make, words("make @unit THING TITLE"), bind.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var usage *bind.UsageError
		if err := b.Args(args); !errors.As(err, &usage) {
			t.Errorf("%q: %v", args, err)
		}
	}
	b, _ := bind.New((*things).Make, words("make @unit THING TITLE"), bind.Options{})
	for flag, text := range map[string]string{
		"count": "many", "days": "someday", "at": "25:00", "since": "soon", "pause": "1", "labels": "x", "text": "word{", "limit": "99999999999999999999",
	} {
		for _, s := range b.Slots() {
			if s.Flag == flag && s.Value().Set(text) == nil {
				t.Errorf("--%s %s: no error", flag, text)
			}
		}
	}
	for _, data := range []string{"", "{", "a: 1", "{tags: {a: 1}}", "{days: [never]}", "{pause: soon}", "{since: soon}", "{at: late}", "---\n{}\n---\n{}", "{inner: {sise_gb: 3}}"} {
		if _, err := b.Fill([]byte(data), nil); err == nil {
			t.Errorf("input %q: no error", data)
		}
	}
	if _, err := b.Fill([]byte("{inner: {sise_gb: 3}}"), nil); err == nil || !strings.Contains(err.Error(), `unknown field "inner.sise_gb"; did you mean "size_gb"`) {
		t.Error(err)
	}
}

func TestTimes(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"now": now, "-24h": now.Add(-24 * time.Hour), "-7d": now.AddDate(0, 0, -7), "2026-01-31": time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC),
		"2026-01-31T15:04:05Z": time.Date(2026, 1, 31, 15, 4, 5, 0, time.UTC), "2026-01-31 15:04": time.Date(2026, 1, 31, 15, 4, 0, 0, time.UTC),
		"2026-01-31T15:04:05+02:00": time.Date(2026, 1, 31, 13, 4, 5, 0, time.UTC),
	} {
		if got, err := bind.ParseTime(text, now); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}

func TestPlaceholders(t *testing.T) {
	for want, typ := range map[string]reflect.Type{
		"TEXT": reflect.TypeFor[string](), "NUMBER": reflect.TypeFor[*int64](), "": reflect.TypeFor[*bool](), "TEXT,...": reflect.TypeFor[[]string](),
		"FILE": reflect.TypeFor[[]byte](), "KEY=VALUE": reflect.TypeFor[map[string]string](), "TIME": reflect.TypeFor[time.Time](),
		"DURATION": reflect.TypeFor[time.Duration](), "DAY,...": reflect.TypeFor[[]time.Weekday](), "SOURCE": reflect.TypeFor[backup.Secret](), "HH:MM": reflect.TypeFor[zomro.TimeOfDay](),
	} {
		if got := bind.Placeholder(typ); got != want {
			t.Errorf("%s: %q, want %q", typ, got, want)
		}
	}
}

// An argument is one item, whatever is in it.
func TestArgumentsKeepTheirCommas(t *testing.T) {
	_, words := bind.ParseUse("each TEXT...")
	b, err := bind.New((*things).Each, words, bind.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Args([]string{"days=1,4", " b"}); err != nil {
		t.Fatal(err)
	}
	values, err := b.Fill(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{Things: &things{}}
	if _, err := b.Call(t.Context(), (*things).Each, c, values, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{[]string{"days=1,4", " b"}}, c.Things.got); diff != "" {
		t.Error(diff)
	}
}
