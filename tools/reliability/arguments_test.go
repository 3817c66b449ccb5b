package reliability

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/lenient"
)

// call is an exported method of a facade, ready to be called.
type call struct {
	operation, name string

	method reflect.Value
	args   []reflect.Value // without the context
}

// run calls the method and returns its error; of an iterator, the first one.
func (c *call) run(ctx context.Context) error {
	in := append([]reflect.Value{reflect.ValueOf(ctx)}, c.args...)
	out := c.method.Call(in)
	last := out[len(out)-1]
	if last.Kind() != reflect.Func {
		err, _ := reflect.TypeAssert[error](last)
		return err
	}
	var err error
	yield := reflect.MakeFunc(last.Type().In(0), func(args []reflect.Value) []reflect.Value {
		err, _ = reflect.TypeAssert[error](args[len(args)-1])
		return []reflect.Value{reflect.ValueOf(err == nil)}
	})
	last.Call([]reflect.Value{yield})
	return err
}

// samples are values that arguments of a kind commonly take, in the order in
// which they are tried.
var samples = map[reflect.Kind][]any{
	reflect.String: {
		"3e5a7c91-2d4f-46b8-a0c2-7f10c3d4e5f6", "canary-name", "server", "start", "pub", "cpu_util", "https://mirror.example/disk.iso",
		"9a8b7c6d5e4f40319a8b7c6d5e4f4031",
		"2026-04-12", "21:30", "backup", "Canary-Pass-7x!", "user@example.com", "203.0.113.7", "eu-west-101", "/data", "7", "raw", "FREQ=DAILY;INTERVAL=1;BYHOUR=2;BYMINUTE=00",
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGNhbmFyeWNhbmFyeWNhbmFyeWNhbmFyeWNhbmFy canary", "create", "1", "on",
	},
	reflect.Int64: {int64(17), int64(2), int64(40), int64(1)}, reflect.Int: {17, 2, 40, 1}, reflect.Int32: {int32(17), int32(2)},
	reflect.Float64: {float64(5)}, reflect.Bool: {true},
}

// prepare finds arguments that a method takes: it begins with plain ones and
// fills in what the method asks for by name, as a user would. What it cannot
// find out stands in the table of special calls.
func prepare(t *testing.T, c *call, try func() error) {
	t.Helper()
	if c.args = special(c.operation, c.name); c.args != nil {
		return
	}
	kind := c.method.Type()
	count := kind.NumIn()
	if kind.IsVariadic() {
		count--
	}
	for i := 1; i < count; i++ {
		v := reflect.New(kind.In(i)).Elem()
		if kind.In(i).Kind() != reflect.Struct {
			fill(v, 0)
		}
		c.args = append(c.args, v)
	}
	tried := make(map[string]int)
	for range 200 {
		err := try()
		var refused *backup.ArgumentError
		if !errors.As(err, &refused) {
			return
		}
		field := refused.Field
		if !c.set(field, tried[field]) {
			t.Fatalf("%s: cannot guess %s: %v", c.name, field, refused)
		}
		tried[field]++
	}
	t.Fatalf("%s: no arguments found", c.name)
}

// set gives the argument that a refusal names its next sample.
func (c *call) set(field string, n int) bool {
	for _, arg := range c.args {
		if v := lookup(arg, strings.Split(field, ".")); v.IsValid() {
			return fill(v, n)
		}
	}
	// An argument that is a list goes by the name the service has for it.
	if _, rest, ok := strings.Cut(field, "."); ok {
		for _, arg := range c.args {
			if arg.Kind() == reflect.Slice && arg.Len() > 0 {
				if v := lookup(arg.Index(0), strings.Split(rest, ".")); v.IsValid() {
					return fill(v, n)
				}
			}
		}
	}
	// An input without anything in it: any field will do.
	for _, arg := range c.args {
		if arg.Type().Name() == field {
			for _, v := range leaves(arg) {
				if v.IsZero() && fill(v, 0) {
					return true
				}
			}
		}
	}
	// No field has that name: the service calls it otherwise. It may be an id in
	// an input, one of the arguments themselves, or a field of a small reference
	// such as cloutility.FilterRef.
	var plain []reflect.Value
	for _, arg := range c.args {
		if arg.Kind() == reflect.Struct && fillIDs(arg) {
			return true
		}
		if arg.Kind() != reflect.Struct || arg.NumField() <= 3 {
			plain = append(plain, leaves(arg)...)
		}
	}
	for ; len(plain) > 0 && n < 20*len(plain); n++ {
		if fill(plain[n%len(plain)], n/len(plain)) {
			return true
		}
	}
	return false
}

// fillIDs gives values to the ids of a struct that have none, and reports
// whether there were any.
func fillIDs(v reflect.Value) bool {
	done := false
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.IsExported() && f.Type.Kind() == reflect.Int64 && strings.HasSuffix(f.Name, "ID") && v.Field(i).IsZero() {
			done = fill(v.Field(i), 0) || done
		}
	}
	return done
}

// leaves are the settable values in an argument.
func leaves(v reflect.Value) []reflect.Value {
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[backup.Secret]() || v.Type() == reflect.TypeFor[time.Time]() {
		return []reflect.Value{v}
	}
	var out []reflect.Value
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			out = append(out, v.Field(i))
		}
	}
	return out
}

// lookup follows a path such as "Billing.Size" or "resources[0].id" from a
// value, by Go name or by wire name.
func lookup(v reflect.Value, path []string) reflect.Value {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			if v.Type().Elem().Kind() != reflect.Struct {
				return reflect.Value{}
			}
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[backup.Secret]() || v.Type() == reflect.TypeFor[time.Time]() {
		return reflect.Value{}
	}
	if len(path) > 1 && path[0] == v.Type().Name() {
		path = path[1:]
	}
	name, _, indexed := strings.Cut(path[0], "[")
	for i := range v.NumField() {
		f := v.Type().Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || !strings.EqualFold(f.Name, strings.ReplaceAll(name, "_", "")) && tag != name {
			continue
		}
		next := v.Field(i)
		if indexed && next.Kind() == reflect.Slice {
			if next.Len() == 0 {
				next.Set(reflect.MakeSlice(next.Type(), 1, 1))
			}
			next = next.Index(0)
		}
		if len(path) == 1 {
			return next
		}
		return lookup(next, path[1:])
	}
	for i := range v.NumField() { // without the name of the struct in front
		if k := v.Field(i).Kind(); v.Type().Field(i).IsExported() && k == reflect.Struct {
			if found := lookup(v.Field(i), path); found.IsValid() {
				return found
			}
		}
	}
	if len(path) > 1 {
		return lookup(v, path[1:])
	}
	return reflect.Value{}
}

// argumentSecrets are a password that is hard to find again, and one for services
// that refuse its characters.
func argumentSecrets() []string {
	return []string{canary("argument") + "-Aa1!", "C4n" + core("argument") + "-Aa1!"}
}

// fill puts the nth sample into a value.
func fill(v reflect.Value, n int) bool {
	switch v.Type() {
	case reflect.TypeFor[backup.Secret]():
		v.Set(reflect.ValueOf(backup.NewSecret(argumentSecrets()[min(n, 1)])))
		return n <= 1
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 4, 12, 0, 0, 0, 0, time.UTC)))
		return n == 0
	case reflect.TypeFor[lenient.Raw](), reflect.TypeFor[json.RawMessage]():
		v.SetBytes([]byte(`{}`))
		return n == 0
	case reflect.TypeFor[time.Weekday]():
		v.SetInt(int64(time.Tuesday))
		return n == 0
	case reflect.TypeFor[time.Duration]():
		v.SetInt(int64(time.Hour))
		return n == 0
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return fill(v.Elem(), n) || n == 0
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		return fill(v.Index(0), n) || n == 0
	case reflect.Struct, reflect.Map, reflect.Interface, reflect.Func:
		return n == 0
	}
	known := samples[v.Kind()]
	if n >= len(known) {
		return false
	}
	v.Set(reflect.ValueOf(known[n]).Convert(v.Type()))
	return true
}
