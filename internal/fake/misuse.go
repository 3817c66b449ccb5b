package fake

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// A test that names a fault, an operation or a quirk wrongly would pass for the wrong
// reason. So such a name is an error as early as it can be one: it fails the test of
// a server that has one, and a server without a test responds with it to everything.

// misuse notes a mistake of whoever uses the server.
func (s *Server) misuse(text string) {
	s.mu.Lock()
	t := s.t
	s.wrong = append(s.wrong, text)
	s.mu.Unlock()
	if t != nil {
		t.Helper()
		t.Fatalf("fake: %s", text)
	}
}

// Err says what was named that does not exist: an option's value, or the operation of
// a fault or of Count. A server with such an error responds with status 500 and its
// text to every request.
func (s *Server) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.wrong) == 0 {
		return nil
	}
	return errors.New(strings.Join(s.wrong, "; "))
}

// named checks the name of an operation, "" for all of them.
func (s *Server) named(operation string) bool {
	if operation == "" || s.cfg.Operations == nil || slices.ContainsFunc(s.cfg.Operations, func(o backup.Operation) bool { return o.ID == operation }) {
		return true
	}
	text := "there is no operation " + fmt.Sprintf("%q", operation)
	if i := slices.IndexFunc(s.cfg.Operations, func(o backup.Operation) bool { return strings.EqualFold(o.ID, operation) }); i >= 0 {
		text += "; " + s.cfg.Operations[i].ID + " is meant"
	}
	s.misuse(text)
	return false
}

// misused responds to a request of a server that is used wrongly.
func (s *Server) misused(w http.ResponseWriter) bool {
	err := s.Err()
	if err == nil {
		return false
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = w.Write([]byte("the fake is used wrongly: " + err.Error() + "\n"))
	return true
}

// Unknown are those names that are none of the known ones, as errors to be given to
// [New]: "there is no quirk "x"; there are a, b".
func Unknown[T ~string](kind string, names, known []T) []string {
	var out []string
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		all := make([]string, 0, len(known))
		for _, k := range known {
			all = append(all, string(k))
		}
		out = append(out, fmt.Sprintf("there is no %s %q; there are %s", kind, string(name), strings.Join(all, ", ")))
	}
	return out
}
