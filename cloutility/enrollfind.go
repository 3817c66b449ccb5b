package cloutility

import (
	"context"
	"errors"
	"fmt"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// existing finds the consumption unit of a name in a business unit, if there is
// one. Field is what the input is called in errors.
func (e *enroller) existing(ctx context.Context, field string, unit int64, name string, id int64) (found *Consumer, ok bool, err error) {
	if id > 0 {
		got, err := e.client.Consumers.Get(ctx, unit, id)
		switch {
		case errors.Is(err, backup.ErrNotFound):
			return nil, false, invalidArgument(field+".ConsumerID", fmt.Sprintf("%d is not a consumption unit of business unit %d", id, unit))
		case err != nil:
			return nil, false, err
		case fold(got.Name) != fold(name):
			return nil, false, invalidArgument(field+".ConsumerID", fmt.Sprintf("%d is called %q, not %q", id, got.Name, name))
		}
		return got, true, nil
	}
	matches, err := e.named(ctx, unit, name)
	switch {
	case err != nil || len(matches) == 0:
		return nil, false, err
	case len(matches) == 1:
		return &matches[0], true, nil
	}
	lines := make([]string, len(matches))
	for i, c := range matches {
		lines[i] = fmt.Sprintf("%s (id %d", c.Name, c.ID)
		if c.DataSourceState != nil {
			lines[i] += ", " + c.DataSourceState.Name
		}
		if !c.CreatedDate.IsZero() {
			lines[i] += ", made " + c.CreatedDate.Format("2006-01-02 15:04")
		}
		lines[i] += ")"
	}
	return nil, false, invalidArgument(field+".Name", fmt.Sprintf("%d consumption units have it; give the id of one as ConsumerID: %s", len(matches), strings.Join(lines, ", ")))
}

// named lists the consumption units of a name. For one enrolment it looks
// through the list; for many it reads the list once.
func (e *enroller) named(ctx context.Context, unit int64, name string) ([]Consumer, error) {
	if !e.bulk {
		var out []Consumer
		for c, err := range e.client.Consumers.All(ctx, unit, ListConsumersInput{}) {
			if err != nil {
				return nil, err
			}
			if fold(c.Name) == fold(name) {
				out = append(out, c)
			}
		}
		return out, nil
	}
	e.mu.Lock()
	entry := e.index[unit]
	if entry == nil {
		entry = new(shared[map[string][]Consumer])
		e.index[unit] = entry
	}
	e.mu.Unlock()
	index, err := entry.get(func() (map[string][]Consumer, error) {
		out := make(map[string][]Consumer)
		for c, err := range e.client.Consumers.All(ctx, unit, ListConsumersInput{}) {
			if err != nil {
				return nil, err
			}
			key := fold(c.Name)
			out[key] = append(out[key], Consumer{ID: c.ID, Name: c.Name, DataSourceState: c.DataSourceState, CreatedDate: c.CreatedDate})
		}
		return out, nil
	})
	return index[fold(name)], err
}

// fold makes names comparable.
func fold(name string) string { return strings.ToLower(strings.ToUpper(strings.TrimSpace(name))) }
