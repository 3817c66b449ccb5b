package specs_test

import (
	"path/filepath"
	"testing"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// Every operation is reached by exactly one exported method of the service its
// tag names, and a test calls that method; or it stands among the exceptions,
// with a reason.
func TestEveryOperationIsReached(t *testing.T) {
	specs, err := spec.LoadAll("../..")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, s := range specs {
		t.Run(s.Name, func(t *testing.T) {
			facade, err := spec.ReadFacade(filepath.Join("..", "..", spec.FacadeOf(s.Name)))
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range s.Operations {
				known[s.Name+" "+o.ID] = true
				method, _, err := spec.Reach(s, o, facade)
				if err != nil {
					t.Error(err)
					continue
				}
				if method == nil {
					continue
				}
				if method.Service != "" && method.Service != o.Tag {
					t.Errorf("%s is reached by %s, but its tag says %s", o.ID, method, o.Tag)
				}
				if name, _ := facade.Test(*method); name == "" {
					t.Errorf("no test or example calls %s (%s)", method, o.ID)
				}
			}
		})
	}
	for _, e := range spec.Exceptions() {
		if !known[e.Spec+" "+e.Operation] {
			t.Errorf("exception %s %s names no operation", e.Spec, e.Operation)
		}
		if e.Reason == "" {
			t.Errorf("exception %s %s has no reason", e.Spec, e.Operation)
		}
	}
}
