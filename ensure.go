package backup

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Action says how an Ensure… method came by a thing.
type Action string

// What an Ensure… method came to.
const (
	// ActionFound: it was there.
	ActionFound Action = "found"
	// ActionCreated: it was made by this call. After a response that was lost,
	// that is as far as can be told.
	ActionCreated Action = "created"
)

// Ensured is a thing that an Ensure… method was asked for, and how it came.
type Ensured[T any] struct {
	// Value is the thing; with an error it is what is known of it, and may be nil.
	Value *T `json:"value"`
	// Name is the name that the key became, see [EnsureName]. It is empty where a
	// thing has no name of its own.
	Name string `json:"name,omitempty"`
	// Action says whether the thing was there.
	Action Action `json:"action"`
	// Doubles are the ids of others of the name, oldest first, of a kind that is
	// never taken away again by itself, such as backups.
	Doubles []string `json:"doubles,omitempty"`
	// Differences say where a thing that was there is not as the input wants it.
	// They are left alone.
	Differences []string `json:"differences,omitempty"`
}

// UncertainError says that a thing may exist although no look has shown it: a
// request that makes it may have been carried out, its response was lost, and the
// service did not list it in time. The same call again is safe: it looks first.
type UncertainError struct {
	// Subject is the kind of thing and where it belongs, such as "vault".
	Subject string
	// Name is what it would be called, empty where it has no name.
	Name string
	// Looks is how often it was looked for after the response was lost.
	Looks int
	// Err is what became of the request that makes it, or of the looks after it.
	Err error
}

// Error implements error.
func (e *UncertainError) Error() string {
	subject := e.Subject
	if e.Name != "" {
		subject += fmt.Sprintf(" %q", e.Name)
	}
	text := "was not looked for afterwards"
	switch {
	case e.Looks == 1:
		text = "one look did not show it"
	case e.Looks > 1:
		text = fmt.Sprintf("%d looks did not show it", e.Looks)
	}
	return fmt.Sprintf("%s may have been made: %s: %v", subject, text, e.Err)
}

// Unwrap returns Err.
func (e *UncertainError) Unwrap() error { return e.Err }

// DuplicateError says that several things have a name that one was wanted for, and
// that the call could not take away those that are too many: it deletes nothing but
// what it has made itself. It matches [ErrConflict].
type DuplicateError struct {
	// Subject is the kind of thing and where it belongs, such as "vault".
	Subject string
	// Name is what they are called.
	Name string
	// IDs are those of all of them, oldest first.
	IDs []string
	// Err says why the call's own one is still there, if it should not be.
	Err error
}

// Error implements error.
func (e *DuplicateError) Error() string {
	text := fmt.Sprintf("%d times %s %q (ids %s): delete or rename those that are too many", len(e.IDs), e.Subject, e.Name, strings.Join(e.IDs, ", "))
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns Err.
func (e *DuplicateError) Unwrap() error { return e.Err }

// Is reports whether target is [ErrConflict].
func (*DuplicateError) Is(target error) bool { return target == ErrConflict }

// markLength is the length of what tells names of different keys apart: 60 bits.
const markLength = 12

// EnsureName is the rule by which the key of an Ensure… method becomes a name. A
// key of at most longest characters, each of which fits, is the name itself.
// Otherwise the characters that do not fit become "-", the key is cut, and "-" with
// 12 letters and digits of its SHA-256 follows, so that different keys have
// different names. Equal keys have equal names for ever.
//
// Small letters, digits and "-" must fit, and longest be more than 13. Each client
// package has an EnsureName with its service's bounds.
func EnsureName(key string, longest int, fits func(rune) bool) string {
	unfit := func(r rune) bool { return r == utf8.RuneError || !fits(r) }
	if utf8.RuneCountInString(key) <= longest && !strings.ContainsFunc(key, unfit) {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	mark := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:markLength])
	name := make([]rune, 0, longest)
	for _, r := range key {
		if len(name) == longest-markLength-1 {
			break
		}
		if unfit(r) {
			r = '-'
		}
		name = append(name, r)
	}
	return string(name) + "-" + mark
}
