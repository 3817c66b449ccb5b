package cli

import (
	"reflect"
	"slices"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// resultType is the type of an entry or of the one result, nil for none.
func (inv *invocation) resultType() reflect.Type {
	fn := reflect.TypeOf(inv.verb.call)
	if inv.verb.all != nil {
		fn = reflect.TypeOf(inv.verb.all)
	}
	out := fn.Out(0)
	if out == reflect.TypeFor[error]() {
		return nil
	}
	if out.Kind() == reflect.Func && out.NumIn() == 1 { // an iterator
		return out.In(0).In(0)
	}
	if t := out; t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct {
		if items, ok := t.Elem().FieldByName("Items"); ok && items.Type.Kind() == reflect.Slice {
			return items.Type.Elem()
		}
		return t.Elem()
	}
	if out.Kind() == reflect.Slice && out.Elem().Kind() != reflect.Uint8 {
		return out.Elem()
	}
	return out
}

func resultHasSecret(t reflect.Type) bool {
	var seen []reflect.Type
	var look func(reflect.Type) bool
	look = func(t reflect.Type) bool {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if t == reflect.TypeFor[backup.Secret]() {
			return true
		}
		if t.Kind() != reflect.Struct || slices.Contains(seen, t) || t == reflect.TypeFor[time.Time]() {
			return false
		}
		seen = append(seen, t)
		for field := range t.Fields() {
			if field.IsExported() && look(field.Type) {
				return true
			}
		}
		return false
	}
	return t != nil && look(t)
}

// knownOf are the paths of a verb's result.
func knownOf(inv *invocation) []string {
	if t := inv.resultType(); t != nil {
		return output.Known(t)
	}
	return nil
}

// split takes the error off what a method returned.
func split(out []reflect.Value) (any, error) {
	var err error
	if e, ok := reflect.TypeAssert[error](out[len(out)-1]); ok {
		err = e
	}
	if len(out) == 1 {
		return nil, err
	}
	v := out[0]
	if v.Kind() == reflect.Pointer && v.IsNil() || v.Kind() == reflect.Slice && v.IsNil() && err != nil {
		return nil, err
	}
	return v.Interface(), err
}

// onePage takes the entries out of a page of a list.
func onePage(result any) (items any, next string) {
	v := reflect.ValueOf(result)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return result, ""
	}
	list, cursor := v.Elem().FieldByName("Items"), v.Elem().FieldByName("Next")
	if !list.IsValid() || !cursor.IsValid() || list.Kind() != reflect.Slice {
		return result, ""
	}
	if list.IsNil() {
		list = reflect.MakeSlice(list.Type(), 0, 0)
	}
	return list.Interface(), cursor.String()
}
