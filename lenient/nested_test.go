package lenient_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/internal/jsonread"
	"github.com/backup-sdk/backup-go/lenient"
)

// node is a type with itself inside, in all ways that types here have, and with
// a field that counts how often it is read.
type node struct {
	List       lenient.List[node]       `json:"list"`
	Collection lenient.Collection[node] `json:"collection"`
	Object     *open                    `json:"object"`
	Count      counter                  `json:"count"`
	Odd        int                      `json:"odd"`
}

type open struct {
	Node node `json:"node"`
	More map[string]lenient.Raw
}

func (o *open) UnmarshalJSON(data []byte) (err error) {
	o.More, err = lenient.DecodeObject(data, lenient.Field{Name: "node", Into: &o.Node})
	return err
}

type counter struct{}

var reads int

func (*counter) UnmarshalJSON([]byte) error {
	reads++
	return nil
}

// TestOddAnswersAtEveryLevel checks that a value of the wrong kind on each level
// of an answer does not multiply the work from level to level.
func TestOddAnswersAtEveryLevel(t *testing.T) {
	const levels = 20
	for _, way := range []string{`{"list":[%],"count":1,"odd":"x"}`, `{"collection":{"items":[%]},"count":1,"odd":"x"}`, `{"object":{"node":%},"count":1,"odd":"x"}`} {
		doc := `{}`
		for range levels {
			doc = strings.Replace(way, "%", doc, 1)
		}
		for name, unmarshal := range map[string]func([]byte, any) error{"encoding/json": json.Unmarshal, "jsonread": jsonread.Unmarshal} {
			reads = 0
			var got node
			_ = unmarshal([]byte(doc), &got) // odd is odd
			if reads > 2*levels {
				t.Errorf("%s by %s: the fields of %d levels are read %d times", way, name, levels, reads)
			}
		}
	}
}
