package redact

import (
	"reflect"

	backup "github.com/backup-sdk/backup-go"
)

// maxDepth ends what holds itself.
const maxDepth = 16

// AddFrom makes the secrets known that stand in exported fields of a value, at any
// depth.
func (k *Known) AddFrom(v any) {
	var found []backup.Secret
	find(reflect.ValueOf(v), 0, &found)
	k.Add(found...)
}

func find(v reflect.Value, depth int, found *[]backup.Secret) {
	if !v.IsValid() || depth > maxDepth {
		return
	}
	if secret, ok := reflect.TypeAssert[backup.Secret](v); ok {
		*found = append(*found, secret)
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			find(v.Elem(), depth+1, found)
		}
	case reflect.Slice, reflect.Array:
		if mayHold(v.Type().Elem()) {
			for i := range v.Len() {
				find(v.Index(i), depth+1, found)
			}
		}
	case reflect.Map:
		if mayHold(v.Type().Elem()) {
			for _, value := range v.Seq2() {
				find(value, depth+1, found)
			}
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			if field.IsExported() {
				find(value, depth+1, found)
			}
		}
	}
}

// mayHold leaves lists of bytes and texts alone.
func mayHold(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct, reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Array, reflect.Map:
		return true
	}
	return false
}
