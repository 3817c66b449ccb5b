package zomro_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// services are the services of a client, by the name of their field.
func services(client *zomro.Client) map[string]reflect.Value {
	out := make(map[string]reflect.Value)
	v := reflect.ValueOf(client).Elem()
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			out[f.Name] = v.Field(i)
		}
	}
	return out
}

// Every id of every method is rejected when the service cannot have given it,
// and nothing is sent.
func TestBadIDs(t *testing.T) {
	srv := zomrotest.New()
	client := newClient(t, srv)
	walked := 0
	for name, service := range services(client) {
		for i := range service.NumMethod() {
			method := service.Type().Method(i)
			for _, slot := range idSlots(method.Type) {
				for _, bad := range []int64{0, -1, -1 << 63} {
					if slot.name == "ListTariffsInput.DataCenterID" && bad == 0 {
						continue // the service chooses the data centre
					}
					walked++
					err := callWith(t, service.Method(i), slot, bad)
					var arg *backup.ArgumentError
					if !errors.As(err, &arg) || arg.Field == "" || arg.Provider != "zomro" {
						t.Errorf("%s.%s with %d: error %v", name, method.Name, bad, err)
					}
					if slot.field >= 0 && arg != nil && arg.Field != slot.name {
						t.Errorf("%s.%s with %d: names %s, want %s", name, method.Name, bad, arg.Field, slot.name)
					}
				}
			}
		}
	}
	if walked < 3*70 {
		t.Errorf("only %d calls made: the walk misses methods", walked)
	}
	if n := srv.Count(""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// slot is one id among a method's parameters: a parameter, or a field of one.
type slot struct {
	parameter, field int
	name             string
}

func idSlots(method reflect.Type) []slot {
	var out []slot
	for p := 2; p < method.NumIn(); p++ { // after receiver and context
		in := method.In(p)
		switch in.Kind() {
		case reflect.Int64:
			if in == reflect.TypeFor[int64]() {
				out = append(out, slot{p - 1, -1, ""})
			}
		case reflect.Slice:
			if in == reflect.TypeFor[[]int64]() {
				out = append(out, slot{p - 1, -1, ""})
			}
		case reflect.Struct:
			for f := range in.NumField() {
				if field := in.Field(f); strings.HasSuffix(field.Name, "ID") && field.Type.Kind() == reflect.Int64 {
					out = append(out, slot{p - 1, f, in.Name() + "." + field.Name})
				}
			}
		}
	}
	return out
}

// callWith calls a method with one bad id, and plausible values for all others.
func callWith(t *testing.T, method reflect.Value, bad slot, id int64) error {
	t.Helper()
	in := []reflect.Value{reflect.ValueOf(t.Context())}
	count := method.Type().NumIn()
	if method.Type().IsVariadic() {
		count--
	}
	for p := 1; p < count; p++ {
		v := reflect.New(method.Type().In(p)).Elem()
		switch v.Kind() {
		case reflect.Int64:
			v.SetInt(17)
		case reflect.String:
			v.SetString("name")
		case reflect.Struct:
			for f := range v.NumField() {
				if v.Type().Field(f).Type == reflect.TypeFor[int64]() {
					v.Field(f).SetInt(17)
				}
			}
		}
		if p == bad.parameter {
			switch {
			case bad.field >= 0:
				v.Field(bad.field).SetInt(id)
			case v.Kind() == reflect.Slice:
				v.Set(reflect.ValueOf([]int64{17, id}))
			default:
				v.SetInt(id)
			}
		}
		in = append(in, v)
	}
	out := method.Call(in)
	last := out[len(out)-1]
	if err, ok := reflect.TypeAssert[error](last); ok {
		return err
	}
	if last.Kind() == reflect.Func { // an iterator: its first error
		var err error
		yield := reflect.MakeFunc(last.Type().In(0), func(args []reflect.Value) []reflect.Value {
			err, _ = reflect.TypeAssert[error](args[1])
			return []reflect.Value{reflect.ValueOf(false)}
		})
		last.Call([]reflect.Value{yield})
		return err
	}
	return nil
}

func TestBadCursors(t *testing.T) {
	srv := zomrotest.New()
	client := newClient(t, srv)
	for _, cursor := range []string{"0", "-1", "two", " 2", "+2", "99999999999999999999"} {
		_, err := client.Instances.List(t.Context(), zomro.ListInstancesInput{Cursor: cursor})
		_, err2 := client.Backups.List(t.Context(), 1, zomro.ListBackupsInput{Cursor: cursor})
		_, err3 := backup.Collect(client.Images.All(t.Context(), zomro.ListImagesInput{Cursor: cursor}), 0)
		for input, err := range map[string]error{"ListInstancesInput": err, "ListBackupsInput": err2, "ListImagesInput": err3} {
			var arg *backup.ArgumentError
			if !errors.As(err, &arg) || arg.Field != input+".Cursor" {
				t.Errorf("cursor %q: %v", cursor, err)
			}
		}
	}
	_, err := client.Instances.List(t.Context(), zomro.ListInstancesInput{Limit: -1})
	_, err2 := client.Backups.List(t.Context(), 1, zomro.ListBackupsInput{Limit: -1})
	if !errors.Is(err, backup.ErrInvalid) || !errors.Is(err2, backup.ErrInvalid) || srv.Count("") != 0 {
		t.Errorf("negative limit: %v, %v; %d requests", err, err2, srv.Count(""))
	}
}

// An iteration begins where its input says.
func TestAllBeginsAtTheCursor(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithPageSize(2))
	var want []int64
	for range 5 {
		want = append(want, srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "nightly"}))
	}
	client := newClient(t, srv)
	var got []int64
	in := zomro.ListBackupsInput{Cursor: "2"}
	for range 2 { // an iteration can be repeated
		got = nil
		for b, err := range client.Backups.All(t.Context(), zomrotest.InstanceID, in) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, b.ID)
		}
	}
	if diff := cmp.Diff(want[2:], got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// One iteration can be ranged over by several goroutines.
func TestAllCanBeShared(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithPageSize(2))
	for range 5 {
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "nightly"})
	}
	client := newClient(t, srv)
	backups := client.Backups.All(t.Context(), zomrotest.InstanceID, zomro.ListBackupsInput{})
	images := client.Images.All(t.Context(), zomro.ListImagesInput{})
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if all, err := backup.Collect(backups, 0); err != nil || len(all) != 5 {
				t.Errorf("%d backups, %v", len(all), err)
			}
			if all, err := backup.Collect(images, 0); err != nil || len(all) != 5 {
				t.Errorf("%d images, %v", len(all), err)
			}
		})
	}
	group.Wait()
}

// Every element and attribute the specification documents has a field, under
// the same name.
func TestTypesHaveEveryDocumentedField(t *testing.T) {
	for _, pair := range []struct{ wire, facade any }{
		{zomroapi.Instance{}, zomro.Instance{}},
		{zomroapi.Backup{}, zomro.Backup{}},
		{zomroapi.ImageDoc{}, zomro.Backup{}},
		{zomroapi.User{}, zomro.User{}},
	} {
		have := make(map[string]bool)
		for _, f := range reflect.VisibleFields(reflect.TypeOf(pair.facade)) {
			have[tagName(f)] = true
		}
		wire := reflect.TypeOf(pair.wire)
		for _, f := range reflect.VisibleFields(wire) {
			switch name := tagName(f); name {
			case "$lang", "$func", "error", "tparams", "slist", "image_name": // of the document, and a name that goes to Name
			default:
				if !have[name] {
					t.Errorf("%s has no field for %s of %s", reflect.TypeOf(pair.facade), name, wire)
				}
			}
		}
	}
}

func tagName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func TestCancelledBeforeItBegins(t *testing.T) {
	srv := zomrotest.New()
	client := newClient(t, srv)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.Backups.CreateAndWait(ctx, 1, zomro.CreateBackupInput{Name: "x"})
	if !errors.Is(err, context.Canceled) || srv.Count("") != 0 {
		t.Errorf("error %v, %d requests", err, srv.Count(""))
	}
}
