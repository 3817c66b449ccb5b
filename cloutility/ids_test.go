package cloutility_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

// zeroIsNone are the ids that may be left out, by method and field; "#2" is the
// method's second argument after the context.
func zeroIsNone() []string {
	return []string{
		"BusinessUnits.Descendants #1", "BusinessUnits.Tree #1", "BusinessUnits.Walk #1",
		"Consumers.AddTag AddConsumerTagInput.ID", "Consumers.Create CreateConsumerInput.ID",
		"Products.All ListProductsInput.MethodID", "Products.List ListProductsInput.MethodID",
		"Reports.LatestNode GetLatestNodeReportInput.ForUserID", "Reports.LatestStatus GetLatestStatusReportInput.ForUserID",
		"Roles.All ListRolesInput.ForUserID", "Roles.AllSimple ListSimpleRolesInput.ForUserID", "Roles.Get GetRoleInput.ForUserID",
		"Roles.List ListRolesInput.ForUserID", "Roles.ListSimple ListSimpleRolesInput.ForUserID",
	}
}

// TestIDs calls every method of every service with each of its ids in turn not
// positive. The error names the field, and the server hears nothing of it.
func TestIDs(t *testing.T) {
	t.Parallel()
	silent, lively := inMemory(t), inMemory(t)
	client := reflect.ValueOf(connect(t, silent)).Elem()
	control := reflect.ValueOf(connect(t, lively)).Elem()
	slots, optional := 0, zeroIsNone()
	for i := range client.NumField() {
		field := client.Type().Field(i)
		if !strings.HasSuffix(field.Type.String(), "Service") {
			continue
		}
		for m := range field.Type.NumMethod() {
			name := field.Name + "." + field.Type.Method(m).Name
			method := client.Field(i).Method(m)
			args, ids := arguments(t, method.Type())
			if name == "Consumers.Ensure" { // which moves nothing
				ids = slices.DeleteFunc(ids, func(id slot) bool {
					if id.name == "CreateConsumerInput.ID" {
						id.value.SetInt(0)
						return true
					}
					return false
				})
			}
			slots += len(ids)
			var arg *backup.ArgumentError
			if err := invoke(control.Field(i).Method(m), args); errors.As(err, &arg) {
				t.Errorf("%s rejects good input: %v", name, err)
			}
			for _, id := range ids {
				for _, bad := range []int64{-1, 0} {
					if at := slices.Index(optional, name+" "+id.name); bad == 0 && at >= 0 {
						optional = slices.Delete(optional, at, at+1)
						continue
					}
					id.value.SetInt(bad)
					err := invoke(method, args)
					if !errors.As(err, &arg) || !errors.Is(err, backup.ErrInvalid) || !id.named(arg.Field) {
						t.Errorf("%s with %s %d: error %v", name, id.name, bad, err)
					}
					id.value.SetInt(1)
				}
			}
		}
	}
	if n := silent.Count(""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	if len(optional) > 0 {
		t.Errorf("not met: %v", optional)
	}
	if slots < 200 {
		t.Errorf("only %d ids were found", slots)
	}
}

// slot is where an id stands in the arguments of a call.
type slot struct {
	name  string
	value reflect.Value
}

// named says whether a field is what errors call the id: the path of a field, or
// some name of an argument.
func (s slot) named(field string) bool {
	field = strings.TrimSuffix(field, "s[0]") // of a list of ids
	return field == s.name || strings.HasPrefix(s.name, "#") && strings.HasSuffix(field, "ID") && !strings.Contains(field, ".") || field == "root"
}

// arguments are good ones for a method, and the ids among them.
func arguments(t *testing.T, method reflect.Type) (args []reflect.Value, ids []slot) {
	for i := range method.NumIn() {
		in := method.In(i)
		if method.IsVariadic() && i == method.NumIn()-1 {
			continue // options
		}
		if in == reflect.TypeFor[context.Context]() {
			args = append(args, reflect.ValueOf(t.Context()))
			continue
		}
		value := reflect.New(in).Elem()
		fillIn(value, fmt.Sprintf("#%d", i), &ids)
		args = append(args, value)
	}
	return args, ids
}

// fillIn makes a value that is not invalid, and notes the ids in it.
func fillIn(v reflect.Value, name string, ids *[]slot) {
	switch in := v.Addr().Interface().(type) {
	case *time.Time:
		*in = noon()
		return
	case *backup.Secret:
		*in = backup.NewSecret("Fresh-Start-9021")
		return
	case *json.RawMessage:
		*in = json.RawMessage(`{"name":"x"}`)
		return
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			path := v.Type().Name()
			if strings.Contains(name, ".") {
				path = name // an ObjectRef in a field
			}
			switch f := v.Type().Field(i); {
			case f.Anonymous:
				fillFields(v.Field(i), path, ids)
			case f.Name != "Cursor":
				fillIn(v.Field(i), path+"."+f.Name, ids)
			}
		}
	case reflect.Pointer:
		if v.Type().Elem() == reflect.TypeFor[cloutility.ObjectRef]() {
			v.Set(reflect.New(v.Type().Elem()))
			fillIn(v.Elem(), name, ids)
		}
		if v.Type().Elem().Kind() == reflect.String { // where an empty one is worth sending
			v.Set(reflect.ValueOf(new("x")))
		}
	case reflect.Slice:
		if v.Type().Elem() != reflect.TypeFor[cloutility.AuditLogType]() {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fillIn(v.Index(0), name+"[0]", ids)
		}
	case reflect.String:
		switch {
		case strings.HasSuffix(last, "URL"):
			v.SetString("https://portal.example.com/x")
		case v.Type() == reflect.TypeFor[string]():
			v.SetString("x")
		}
	case reflect.Int64:
		v.SetInt(1)
		if strings.HasSuffix(last, "Bytes") {
			v.SetInt(512) // bytes
		}
		if strings.HasSuffix(last, "ID") || strings.HasPrefix(name, "#") {
			*ids = append(*ids, slot{name, v})
		}
	case reflect.Uint8:
		v.SetUint('x')
	}
}

// fillFields makes values of the fields of an embedded struct, which are those of
// the one around it.
func fillFields(v reflect.Value, path string, ids *[]slot) {
	for i := range v.NumField() {
		fillIn(v.Field(i), path+"."+v.Type().Field(i).Name, ids)
	}
}

// invoke calls a method, and takes the first item if it is an iterator.
func invoke(method reflect.Value, args []reflect.Value) error {
	out := method.Call(args)
	last := out[len(out)-1]
	if last.Kind() == reflect.Func {
		yield := reflect.MakeFunc(last.Type().In(0), func(pair []reflect.Value) []reflect.Value {
			last = pair[1]
			return []reflect.Value{reflect.ValueOf(false)}
		})
		last.Call([]reflect.Value{yield})
		if last.Kind() == reflect.Func { // no items
			return nil
		}
	}
	err, _ := reflect.TypeAssert[error](last)
	return err
}
