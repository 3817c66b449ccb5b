package billmgr_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/billmgr"
)

const form = `{"doc":{"$func":"service.ip.edit","$n":5,"$none":null,"$again":"x","$again":null,"domain":{"$":"srv-7"},"status":{"$orig":"2","$":"Active","$color":"green"},` +
	`"slist":[{"$name":"type","val":[{"$key":"7","$":"Public IPv4"},{"$key":"8","$":"Public IPv6"}]},{"$name":"zone","val":{"$key":"own","$":"Own"}}],` +
	`"messages":{"msg":{"hint":"Add it"}},"ok":{},"gone":null,"bare":true,"none":[],"deep":[[{"$":"x"},{"$":"y"}],[]]}}`

func TestNode(t *testing.T) {
	t.Parallel()
	var root billmgr.Node
	if err := billmgr.Unmarshal([]byte(form), &root); err != nil {
		t.Fatal(err)
	}
	val := func(key, text string) billmgr.Node {
		return billmgr.Node{Name: "val", Attrs: map[string]string{"key": key}, Text: text}
	}
	want := billmgr.Node{
		Name: "doc", Attrs: map[string]string{"func": "service.ip.edit", "n": "5"},
		Children: []billmgr.Node{
			{Name: "domain", Text: "srv-7"},
			{Name: "status", Text: "Active", Attrs: map[string]string{"orig": "2", "color": "green"}},
			{Name: "slist", Attrs: map[string]string{"name": "type"}, Children: []billmgr.Node{val("7", "Public IPv4"), val("8", "Public IPv6")}},
			{Name: "slist", Attrs: map[string]string{"name": "zone"}, Children: []billmgr.Node{val("own", "Own")}},
			{Name: "messages", Children: []billmgr.Node{{Name: "msg", Children: []billmgr.Node{{Name: "hint", Text: "Add it"}}}}},
			{Name: "ok"},
			{Name: "bare", Text: "true"},
			{Name: "deep", Text: "x"},
			{Name: "deep"},
		},
	}
	if diff := cmp.Diff(want, root); diff != "" {
		t.Fatal(diff)
	}
	if got := root.Find("messages", "msg", "hint").String(); got != "Add it" {
		t.Errorf("Find gave %q", got)
	}
	var names []string
	for list := range root.All("slist") {
		names = append(names, list.Attr("name"))
	}
	if diff := cmp.Diff([]string{"type", "zone"}, names); diff != "" {
		t.Error(diff)
	}
	status := billmgr.Value{Text: "Active", Orig: "2", Attrs: map[string]string{"color": "green"}}
	if diff := cmp.Diff(status, root.Child("status").Value()); diff != "" {
		t.Error(diff)
	}
	missing := root.Find("messages", "nothing", "hint")
	if missing != nil || missing.String() != "" || missing.Attr("x") != "" || !missing.Value().IsZero() || missing.Child("x") != nil {
		t.Error("a missing node says something")
	}
}

func TestNodeInStruct(t *testing.T) {
	t.Parallel()
	var got struct {
		Status billmgr.Node   `json:"status"`
		OK     *billmgr.Node  `json:"ok"`
		Lists  []billmgr.Node `json:"slist"`
	}
	if err := billmgr.Unmarshal([]byte(form), &got); err != nil {
		t.Fatal(err)
	}
	if got.Status.Text != "Active" || got.OK != nil || len(got.Lists) != 2 || got.Lists[1].Find("val").Attr("key") != "own" {
		t.Errorf("%+v", got)
	}
	var direct billmgr.Node
	if err := json.Unmarshal([]byte(`[{"a":{"$":"x"}}]`), &direct); err != nil || direct.Child("a").String() != "x" {
		t.Errorf("%+v, %v", direct, err)
	}
	for _, in := range []string{`{"a":`, `{"$a":tru}`, `{"a":[1`, `[`, `{} x`, `{"a":[{]}`} {
		if err := direct.UnmarshalJSON([]byte(in)); err == nil {
			t.Errorf("%s was read", in)
		}
	}
}

func TestLookup(t *testing.T) { //nolint:paralleltest // counts allocations
	const doc = ` {"doc" : {"a":{"$":"1"}, "b":[ {"c": [1, 2] } ,{"c":3}], "error":null, "a":{"$":"2"}, "\u0064\"x":"d", "s\/l":1, "":"empty", "ключ":5}} `
	tests := []struct {
		path []string
		want string
		ok   bool
	}{
		{[]string{"doc", "a", "$"}, `"2"`, true},
		{[]string{"doc", "a"}, `{"$":"2"}`, true},
		{[]string{"doc", "b", "c"}, `[1, 2]`, true},
		{[]string{"doc", "b"}, `[ {"c": [1, 2] } ,{"c":3}]`, true},
		{[]string{"doc", "error"}, `null`, true},
		{[]string{"doc", `d"x`}, `"d"`, true},
		{[]string{"doc", "s/l"}, `1`, true},
		{[]string{"doc", ""}, `"empty"`, true},
		{[]string{"doc", "ключ"}, `5`, true},
		{[]string{"doc", "c"}, ``, false},
		{[]string{"doc", "error", "a"}, ``, false},
		{[]string{"doc", "b", "c", "a"}, ``, false},
		{[]string{"elem"}, ``, false},
		{[]string{"Doc"}, ``, false},
	}
	for _, tt := range tests {
		raw, ok := billmgr.Lookup([]byte(doc), tt.path...)
		if string(raw) != tt.want || ok != tt.ok {
			t.Errorf("%q: %s, %t, want %s, %t", tt.path, raw, ok, tt.want, tt.ok)
		}
	}
	if raw, ok := billmgr.Lookup([]byte(" [1] ")); string(raw) != "[1]" || !ok {
		t.Errorf("no path: %s, %t", raw, ok)
	}
	if raw, ok := billmgr.Lookup([]byte(`{"s\/l":1}`), "s/l"); !ok || string(raw) != "1" {
		t.Errorf("a key with an escaped slash: %s, %t", raw, ok)
	}
	for _, in := range []string{``, `{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,"b":}`, `[]`, `[{"a":1}`, `[{"a":1},]`, `"a"`, `<html>"a"</html>`, `{"a":{"b":"a`} {
		if raw, ok := billmgr.Lookup([]byte(in), "a"); ok {
			t.Errorf("%s gave %s", in, raw)
		}
	}
	data := []byte(doc)
	if n := testing.AllocsPerRun(10, func() { billmgr.Lookup(data, "doc", "a") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
