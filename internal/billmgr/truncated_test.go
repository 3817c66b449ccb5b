package billmgr_test

import (
	"encoding/json"
	"errors"
	"io"
	"testing"

	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// TestTruncated cuts documents off after every byte: the error is always that
// they end too early, and names the end.
func TestTruncated(t *testing.T) {
	t.Parallel()
	docs := []string{
		`"x"`, `""`, `{}`, `[]`, `null`, `{"$":"x"}`, `{"$orig":"2","$":"x"}`, `{"v":{"$":"x"}}`, `{"b":[{"v":"x"},{}]}`, `{"b":{"v":null}}`,
		`{"c":{"k":"v"}}`, `{"c":[{"k":"v"},{}]}`, `{"f":[[1],[]]}`, `{"g":[1,2]}`, `{"e":{"$a":"b","c":[{"$":"d"},null]}}`, `{"h":[["a"]]}`, `{"i":[{"$a":"b"}]}`,
		form,
	}
	for _, doc := range docs {
		for n := range len(doc) {
			data := []byte(doc[:n])
			for _, target := range targets() {
				err := billmgr.Unmarshal(data, target)
				var syntax *jsonread.SyntaxError
				if !errors.As(err, &syntax) || syntax.Offset != n || !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Fatalf("%s into %T: %v", data, target, err)
				}
			}
			for _, target := range []json.Unmarshaler{new(billmgr.Node), new(billmgr.Value), new(billmgr.List[billmgr.Value])} {
				if err := target.UnmarshalJSON(data); err == nil {
					t.Fatalf("%s was read into %T", data, target)
				}
			}
			for _, path := range [][]string{{}, {"v"}, {"doc"}, {"doc", "deep"}, {"b", "v"}, {"doc", "ok", "v"}} {
				if raw, ok := billmgr.Lookup(data, path...); ok {
					t.Fatalf("%s: Lookup of %q gave %s, %t", data, path, raw, ok)
				}
			}
		}
	}
}

// TestListOfMalformedJSON calls the method as encoding/json never does.
func TestListOfMalformedJSON(t *testing.T) {
	t.Parallel()
	for _, in := range []string{``, ` `, `{`, ` { `, `{ `, `}`, `{x}`, `{}}`, `{"$":"a"`, `[`, `"`, `nul`, `"" x`} {
		list := billmgr.List[billmgr.Value]{billmgr.NewValue("old")}
		if err := list.UnmarshalJSON([]byte(in)); err == nil || len(list) != 1 {
			t.Errorf("%q: %v, %v", in, list, err)
		}
	}
	for _, in := range []string{`{}`, ` {} `, `{ }`, "{\t\r\n}", `null`, ` "" `} {
		list := billmgr.List[billmgr.Value]{billmgr.NewValue("old")}
		if err := list.UnmarshalJSON([]byte(in)); err != nil || list != nil {
			t.Errorf("%q: %v, %v", in, list, err)
		}
	}
}
