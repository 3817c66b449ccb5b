package billmgr_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// The text of a translated value stays beside its code, in the struct that has the
// field, and only where it says more.
func TestTextsStayBesideCodes(t *testing.T) {
	t.Parallel()
	type inner struct {
		State int64             `json:"state"`
		Texts map[string]string `json:"-" dollar:",texts"`
	}
	type outer struct {
		On    bool      `json:"on"`
		State int64     `json:"state"`
		Word  string    `json:"word"`
		Made  time.Time `json:"made"`
		Own   shouting  `json:"own"`
		Ptr   *int64    `json:"ptr"`
		Text  string    `dollar:"shown,text"`
		Many  []string  `json:"many"`
		Child inner     `json:"child"`
		Rows  []inner   `json:"elem"`
		Plain struct {
			A string `json:"a"`
		} `json:"plain"`
		Texts map[string]string `json:"-" dollar:",texts"`
		Extra map[string]string `json:"-" dollar:",extra"`
	}
	var got outer
	err := billmgr.Unmarshal([]byte(`{"doc":{
		"on":{"$orig":"on","$":"Yes"},"state":{"$orig":"5","$color":"gray","$":"Deletion in progress"},"word":[{"$":"Hand","$orig":"manual"},{"$":"x"}],
		"made":{"$orig":"2026-10-04","$":"yesterday"},"own":{"$orig":"a","$":"A"},"ptr":{"$orig":"7","$":"seven"},"shown":{"$orig":"s","$":"Shown"},
		"many":[{"$orig":"m","$":"M"}],"plain":{"a":{"$orig":"a","$":"A"}},"same":{"$orig":"s","$":"s"},"new":{"$orig":"n","$":"New"},
		"child":{"state":{"$orig":"5","$":"Activation in progress"}},
		"elem":[{"state":{"$orig":"1","$":"One"}},{"state":{"$":"2"}},{"state":{"$orig":"3"}},{"state":{"$orig":"4","$":"4"}},{"state":{"$orig":"","$":"5"}}]}}`), &got)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"on": "Yes", "state": "Deletion in progress", "word": "Hand", "made": "yesterday", "own": "A", "ptr": "seven", "new": "New"}
	if diff := cmp.Diff(want, got.Texts); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !got.On || got.State != 5 || got.Word != "manual" || got.Text != "Shown" || got.Child.State != 5 {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff(map[string]string{"state": "Activation in progress"}, got.Child.Texts); diff != "" {
		t.Errorf("child, -want +got:\n%s", diff)
	}
	rows := []inner{{State: 1, Texts: map[string]string{"state": "One"}}, {State: 2}, {State: 3}, {State: 4}, {State: 5}}
	if diff := cmp.Diff(rows, got.Rows); diff != "" {
		t.Errorf("rows, -want +got:\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"same": "s", "new": "n"}, got.Extra); diff != "" {
		t.Errorf("extra, -want +got:\n%s", diff)
	}
}
