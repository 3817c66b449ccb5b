package cloutility

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/jsonread"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/lenient"
)

// ConsumerRef says which consumption unit is meant, and with it which node.
type ConsumerRef struct {
	BusinessUnitID int64
	ConsumerID     int64
}

// reader is an answer that reads itself: one whose form is not always JSON, or
// not always the same.
type reader interface{ read(data []byte) error }

// unmarshal reads an answer.
func unmarshal(data []byte, v any) error {
	if r, ok := v.(reader); ok {
		return r.read(data)
	}
	return jsonread.Unmarshal(data, v)
}

// object is an answer that is one thing. It knows whether anything was in it.
type object[T any] struct {
	value    T
	what     string // the thing, in errors
	optional bool   // there may be none
	present  bool
}

func (o *object[T]) read(data []byte) error {
	if err := jsonread.Unmarshal(data, &o.value); err != nil {
		return err
	}
	data = bytes.TrimSpace(data)
	o.present = !bytes.Equal(data, []byte("null")) && (data[0] != '{' || len(bytes.TrimSpace(data[1:len(data)-1])) > 0)
	return nil
}

// Judge implements [rest.Judger].
func (o *object[T]) Judge() *backup.Error {
	switch {
	case o.present:
		return nil
	case o.optional:
		return &backup.Error{Kind: backup.KindNotFound, Message: "there is no " + o.what}
	default:
		return &backup.Error{Message: "response has no " + o.what}
	}
}

// fetch sends an operation that answers a thing. An answer without it is an
// error that says what is missing.
func fetch[T any](ctx context.Context, c *Client, op backup.Operation, what string, build builder, ids ...int64) (*T, error) {
	return get(ctx, c, op, &object[T]{what: what}, build, ids)
}

// fetchIfAny is fetch for things the service answers nothing for when there are
// none.
func fetchIfAny[T any](ctx context.Context, c *Client, op backup.Operation, what string, build builder, ids ...int64) (*T, error) {
	return get(ctx, c, op, &object[T]{what: what, optional: true}, build, ids)
}

func get[T any](ctx context.Context, c *Client, op backup.Operation, answer *object[T], build builder, ids []int64) (*T, error) {
	req, err := c.build(op, build, ids)
	if err != nil {
		return nil, err
	}
	if _, err := rest.DoInto(ctx, c.rest, op, req, answer); err != nil {
		return nil, err
	}
	return &answer.value, nil
}

// asSent sends an operation whose answer has a shape that no document shows.
func asSent(ctx context.Context, c *Client, op backup.Operation, what string, build builder, ids ...int64) (lenient.Raw, error) {
	raw, err := fetch[lenient.Raw](ctx, c, op, what, build, ids...)
	if err != nil {
		return nil, err
	}
	return *raw, nil
}

// bare sends an operation that answers one text.
func bare(ctx context.Context, c *Client, op backup.Operation, what string, build builder, ids ...int64) (string, error) {
	text, err := call[bareText](ctx, c, op, build, ids...)
	if err != nil {
		return "", err
	}
	if *text == "" {
		return "", incomplete(op, "response has no "+what)
	}
	return string(*text), nil
}

// envelope is the answer of a list. Documents do not say for each list whether
// it comes in an envelope, as a bare array, or as the one item there is.
type envelope[T any] struct {
	Total int64 `json:"total"`
	Items []T   `json:"items"`
}

var errNotList = errors.New("answer is not a list")

func (e *envelope[T]) read(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) > 0 && data[0] == '[' {
		err := jsonread.Unmarshal(data, &e.Items)
		e.Total = int64(len(e.Items))
		return err
	}
	type plain envelope[T]
	if err := jsonread.Unmarshal(data, (*plain)(e)); err != nil {
		return err
	}
	if e.Items != nil || e.Total != 0 {
		return nil
	}
	var one struct {
		Href  *json.RawMessage `json:"href"`
		Total *json.RawMessage `json:"total"`
		Items *json.RawMessage `json:"items"`
		ID    int64            `json:"id"`
	}
	if err := jsonread.Unmarshal(data, &one); err != nil {
		return errNotList
	}
	if one.ID > 0 && one.Total == nil && one.Items == nil {
		e.Items, e.Total = make([]T, 1), 1
		return jsonread.Unmarshal(data, &e.Items[0])
	}
	return nil
}

// listBuilder makes the request of a list operation.
type listBuilder func(base string, offset, limit *int64) (*http.Request, error)

// pageOf sends an operation that answers a list.
func pageOf[T any](ctx context.Context, c *Client, op backup.Operation, in ListInput, build listBuilder, ids ...int64) (*backup.Page[T], error) {
	offset, limit, err := in.query()
	if err != nil {
		return nil, err
	}
	answer, err := call[envelope[T]](ctx, c, op, func(base string) (*http.Request, error) { return build(base, offset, limit) }, ids...)
	if err != nil {
		return nil, err
	}
	return page(in, answer.Total, answer.Items), nil
}

// allFrom is all for an input that chooses a part of the list: it begins at the
// part's Offset and asks for Limit items at once.
func allFrom[T any](ctx context.Context, start ListInput, list func(context.Context, ListInput) (*backup.Page[T], error), id func(*T) int64) iter.Seq2[T, error] {
	return all(ctx, func(ctx context.Context, part ListInput) (*backup.Page[T], error) {
		if part.Offset == 0 {
			part.Offset = start.Offset
		}
		part.Limit = start.Limit
		page, err := list(ctx, part)
		if err != nil {
			return nil, err
		}
		page.Total -= int(start.Offset) // what is skipped does not count
		return page, nil
	}, id)
}

// checkRef refuses a reference to something with an id that cannot be; nil
// refers to nothing.
func checkRef(field string, ref *ObjectRef) error {
	if ref != nil && ref.ID <= 0 {
		return refuse(field+".ID", "must be positive")
	}
	return nil
}

func checkRefs(field string, refs []ObjectRef) error {
	for i := range refs {
		if err := checkRef(fmt.Sprintf("%s[%d]", field, i), &refs[i]); err != nil {
			return err
		}
	}
	return nil
}

// notNull makes a list that is sent as such when it is empty.
func notNull[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// The parameters of a query: nil is not sent.

func flag(set bool) *bool {
	if set {
		return &set
	}
	return nil
}

func number[T ~int64](n T) *T {
	if n != 0 {
		return &n
	}
	return nil
}

func text[T ~string](s T) *T {
	if s != "" {
		return &s
	}
	return nil
}

func some[T any](list []T) *[]T {
	if len(list) > 0 {
		return &list
	}
	return nil
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
