package zomro

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// The service tells no ids of what it makes. They are found by comparing the
// list before and after.

// otherNamePolls is how many lists must show a new row under another name
// before it is taken for the one that was asked for: the service may have
// changed the name, but it may also be somebody else's row, a moment ahead of
// ours.
const otherNamePolls = 3

// createdFinder finds what was created in a list.
type createdFinder[T any] struct {
	// what is waited for, such as "new backup of instance 17".
	what string
	all  func(context.Context) iter.Seq2[T, error]
	id   func(T) int64
	name func(T) string
	// state is the vendor's word for a row, nil where there is none.
	state func(T) string
	// foreign reports rows that nobody asked for, nil where there are none.
	foreign func(T) bool
	timeout time.Duration
}

// create has something made and returns it as the list shows it.
func (f createdFinder[T]) create(ctx context.Context, name string, request func() error, opts []backup.WaitOption) (*T, error) {
	before, err := f.ids(ctx)
	if err != nil {
		return nil, err
	}
	err = request()
	if err != nil && !accepted(err) {
		return nil, err
	}
	found, waitErr := f.wait(ctx, name, before, opts)
	switch {
	case waitErr == nil:
		return found, nil
	case err != nil:
		return nil, fmt.Errorf("%w (the response to creating it: %w)", waitErr, err)
	default:
		return nil, waitErr
	}
}

// ids are those of the rows there are.
func (f createdFinder[T]) ids(ctx context.Context) (map[int64]bool, error) {
	out := make(map[int64]bool)
	for row, err := range f.all(ctx) {
		if err != nil {
			return nil, err
		}
		out[f.id(row)] = true
	}
	return out, nil
}

// accepted reports the errors that mean "it is being worked on": the service
// responds so although it took the request.
func accepted(err error) bool {
	var e *backup.Error
	return errors.As(err, &e) && (e.Code == codeRunning || e.Code == codeLongTask)
}

// wait waits until a row is listed that was not there before.
func (f createdFinder[T]) wait(ctx context.Context, name string, before map[int64]bool, opts []backup.WaitOption) (*T, error) {
	settings := backup.NewWaitSettings(backup.WaitSettings{
		Interval: time.Second, MaxInterval: pollInterval, Timeout: f.timeout,
	}, opts...)
	otherNames := 0
	return backup.Wait(ctx, f.what, func(ctx context.Context) (backup.Status[*T], error) {
		status := backup.Status[*T]{State: "not listed yet", Percent: -1}
		var named, other *T
		for row, err := range f.all(ctx) {
			switch {
			case errors.Is(err, backup.ErrIncomplete): // the next look may see more
			case err != nil:
				return status, err
			case f.id(row) <= 0 || before[f.id(row)] || f.foreign != nil && f.foreign(row):
			case f.name(row) == name:
				named = f.newer(named, row)
			default:
				other = f.newer(other, row)
			}
		}
		if named == nil && other != nil {
			if otherNames++; otherNames >= otherNamePolls {
				named = other
			}
		}
		if named != nil {
			status.Value, status.State, status.Phase = named, "listed", backup.Done
			if f.state != nil {
				status.State = f.state(*named)
			}
		}
		return status, nil
	}, settings)
}

// newer returns the row with the higher id: ids grow.
func (f createdFinder[T]) newer(a *T, b T) *T {
	if a != nil && f.id(*a) > f.id(b) {
		return a
	}
	return &b
}

// findCreatedImage finds a new member of the image family.
func findCreatedImage(what string, all func(context.Context) iter.Seq2[Image, error]) createdFinder[Image] {
	return createdFinder[Image]{
		what: what, all: all, timeout: listTimeout,
		id:    func(i Image) int64 { return i.ID },
		name:  func(i Image) string { return i.Name },
		state: func(i Image) string { return string(i.Status) },
		// Made by a schedule in the meantime.
		foreign: func(i Image) bool { return i.Type == BackupAuto },
	}
}
