package cli

import (
	"errors"
	"iter"

	"github.com/backup-sdk/backup-go/cloutility"
)

// errEmptyList is a list that should have had an entry.
var errEmptyList = errors.New("the list is empty")

// first returns the first entry of a list.
func first[T any](seq iter.Seq2[T, error]) (T, error) {
	for item, err := range seq {
		return item, err
	}
	var none T
	return none, errEmptyList
}

func stateName(s *cloutility.DataSourceState) string {
	if s == nil {
		return "state unknown"
	}
	return s.Name
}
