package billmgr_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/billmgr"
)

type Head struct {
	Lang   string            `json:"$lang"`
	Name   string            `json:"name"`
	Extra  map[string]string `json:"-" dollar:",extra"`
	hidden string
}

type paging struct {
	Count int `json:"p_cnt"`
	Page  int `json:"p_num"`
}

type Ptr struct {
	*Ptr
	Total int    `json:"p_elems"`
	Name  string `json:"ptr_name"`
}

// pointed is embedded by a pointer that cannot be set.
type pointed struct {
	Hidden string `json:"unreachable"`
}

func TestEmbedded(t *testing.T) {
	t.Parallel()
	type named struct {
		Inner string `json:"inner"`
	}
	type target struct {
		Number int `json:"p_num"` // hides paging.Page, before it
		Head
		paging
		*Ptr
		*pointed
		First    string         `json:"$lang"` // hides Head.Lang, after it
		named    `json:"named"` // not exported: never read, as in encoding/json
		Skipped  Head           `json:"-"`
		Name     string         `json:"name"`
		Untagged string
		private  string
	}
	in := `{"doc":{"$lang":"en","name":{"$":"outer"},"p_cnt":{"$":"50"},"p_num":{"$":"3"},"p_elems":{"$":"7"},"Untagged":{"$":"u"},"private":"x","hidden":"x","inner":"x","named":{"inner":"x"},"ptr_name":"p","unreachable":"x","-":"x","Skipped":"x"}}`
	var got target
	if err := billmgr.Unmarshal([]byte(in), &got); err != nil {
		t.Fatal(err)
	}
	if got.private != "" || got.hidden != "" {
		t.Errorf("unexported fields were filled: %q, %q", got.private, got.hidden)
	}
	extra := map[string]string{"private": "x", "hidden": "x", "inner": "x", "unreachable": "x", "-": "x", "Skipped": "x"}
	want := target{Number: 3, First: "en", Head: Head{Extra: extra}, paging: paging{Count: 50}, Ptr: &Ptr{Total: 7, Name: "p"}, Name: "outer", Untagged: "u"}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(target{}, Head{}, named{}, paging{})); diff != "" {
		t.Error(diff)
	}
	var none target
	if err := billmgr.Unmarshal([]byte(`{"doc":{}}`), &none); err != nil || none.Ptr != nil {
		t.Errorf("an embedded pointer was made for nothing: %+v, %v", none, err)
	}
}

func TestRoot(t *testing.T) {
	t.Parallel()
	type row struct {
		A string `json:"a"`
	}
	for _, in := range []string{
		`{"doc":{"a":{"$":"x"}}}`, `{"a":{"$":"x"}}`, ` { "b" : [1] , "doc" : {"a":"x"} , "a":"y" } `, `[{"a":"x"}]`, `{"doc":[{"a":"x"}]}`,
		`{"doc":{"a":"z"},"\u0064oc":{"a":"x"}}`,
	} {
		var got row
		if err := billmgr.Unmarshal([]byte(in), &got); err != nil || got.A != "x" {
			t.Errorf("%s: %+v, %v", in, got, err)
		}
	}
	var own struct {
		Doc row `json:"doc"`
	}
	if err := billmgr.Unmarshal([]byte(`{"doc":{"a":"x"}}`), &own); err != nil || own.Doc.A != "x" {
		t.Errorf("a struct with its own doc: %+v, %v", own, err)
	}
	var rows []row
	if err := billmgr.Unmarshal([]byte(`[{"a":"x"},{"a":"y"}]`), &rows); err != nil || len(rows) != 2 {
		t.Errorf("rows: %+v, %v", rows, err)
	}
	var text string
	if err := billmgr.Unmarshal([]byte(`{"doc":{"$":"x"}}`), &text); err != nil || text != "x" {
		t.Errorf("text: %q, %v", text, err)
	}
	var generic any
	if err := billmgr.Unmarshal([]byte(`{"doc":{"a":{"$":"x"}}}`), &generic); err != nil || !cmp.Equal(generic, any(map[string]any{"a": "x"})) {
		t.Errorf("any: %v, %v", generic, err)
	}
}

// TestOutermostMaps checks that the maps of the outer struct are filled, wherever
// it embeds another one that has them too.
func TestOutermostMaps(t *testing.T) {
	t.Parallel()
	var before struct {
		Extra map[string]string `json:"-" dollar:",extra"`
		Head
	}
	var after struct {
		Head
		Extra map[string]string `json:"-" dollar:",extra"`
	}
	in, want := []byte(`{"doc":{"a":"x"}}`), map[string]string{"a": "x"}
	if err := billmgr.Unmarshal(in, &before); err != nil || !cmp.Equal(before.Extra, want) || before.Head.Extra != nil {
		t.Errorf("before the embedded struct: %+v, %v", before, err)
	}
	if err := billmgr.Unmarshal(in, &after); err != nil || !cmp.Equal(after.Extra, want) || after.Head.Extra != nil {
		t.Errorf("after the embedded struct: %+v, %v", after, err)
	}
}
