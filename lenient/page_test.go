package lenient_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/lenient"
)

func TestPage(t *testing.T) {
	t.Parallel()
	type item struct {
		ID   int64  `json:"id"`
		Name string `json:"name"`
	}
	type want struct {
		Total int64
		Items []item
	}
	two := []item{{1, "a"}, {2, "b"}}
	for name, tt := range map[string]struct {
		body string
		want want
	}{
		"envelope":           {`{"href":"x","total":9,"offset":0,"first":"x","items":[{"id":1,"name":"a"},{"id":2,"name":"b"}]}`, want{9, two}},
		"odd beside":         {`{"href":7,"total":2,"offset":"0","items":[{"id":1,"name":"a"},{"id":2,"name":"b"}]}`, want{2, two}},
		"no total":           {`{"items":[{"id":1,"name":"a"}]}`, want{0, two[:1]}},
		"bare list":          {` [{"id":1,"name":"a"},{"id":2,"name":"b"}]`, want{2, two}},
		"the one item":       {`{"id":2,"name":"b"}`, want{1, two[1:]}},
		"empty envelope":     {`{"href":"x","total":0,"items":[]}`, want{0, []item{}}},
		"envelope, no items": {`{"id":5,"total":0}`, want{}},
		"empty list":         {`[]`, want{0, []item{}}},
		"nothing":            {`{}`, want{}},
		"null":               {`null`, want{}},
		"capitals":           {`{"Total":1,"Items":[{"ID":1,"Name":"a"}]}`, want{1, two[:1]}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var page lenient.Page[item]
			if err := page.ReadResponse([]byte(tt.body)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, want{page.Total, page.Items}); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, body := range []string{``, `"text"`, `7`, `<html>`, `{"items":[{"id":"x"}]}`, `{"id":"x"}`, `[7]`, `{"items":`} {
		var page lenient.Page[item]
		if err := page.ReadResponse([]byte(body)); err == nil {
			t.Errorf("%s reads as %+v", body, page)
		}
	}
}

// TestPageIsAnEnvelope holds what a fake writes.
func TestPageIsAnEnvelope(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(lenient.Page[int]{Href: "x", Total: 2, First: "x?offset=0", Items: []int{1, 2}})
	if want := `{"href":"x","total":2,"offset":0,"first":"x?offset=0","items":[1,2]}`; err != nil || string(data) != want {
		t.Errorf("%s, %v", data, err)
	}
}
