package cli

import (
	"context"
	"fmt"
	"reflect"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// do calls the SDK, and waits when that was asked for.
func (inv *invocation) do(ctx context.Context, client any, values []reflect.Value) (any, error) {
	if inv.verb.all != nil && inv.page == "" {
		out, err := inv.binding.Call(ctx, inv.verb.all, client, values, nil)
		if err != nil {
			return nil, err
		}
		list, err := inv.collect(out[0])
		if err == nil {
			inv.fill(ctx, client, list)
		}
		return list, err
	}
	if inv.page != "" {
		if err := inv.setPage(values); err != nil {
			return nil, err
		}
	}
	result, err := inv.call(ctx, client, values)
	if err == nil && inv.page != "" {
		items, _ := onePage(result)
		inv.fill(ctx, client, items)
	}
	if err == nil && inv.wait {
		return inv.await(ctx, client, result)
	}
	return result, err
}

// call calls the SDK, once.
func (inv *invocation) call(ctx context.Context, client any, values []reflect.Value) (any, error) {
	out, err := inv.binding.Call(withDisplay(ctx, inv), inv.verb.call, client, values, inv.waitOptions())
	if err != nil {
		return nil, err
	}
	return split(out)
}

// collect gathers what an iterator yields.
func (inv *invocation) collect(seq reflect.Value) (any, error) {
	list := reflect.MakeSlice(reflect.SliceOf(seq.Type().In(0).In(0)), 0, 0)
	var err error
	for item, problem := range seq.Seq2() {
		if e, ok := reflect.TypeAssert[error](problem); ok {
			err = e
			break
		}
		list = reflect.Append(list, item)
		inv.display.Count(fmt.Sprintf("%d entries", list.Len()))
		if inv.limit > 0 && list.Len() >= inv.limit && !inv.session.app.chooses() {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	return list.Interface(), nil
}

// fill completes the entries of a list for people; programs get what the list has.
func (inv *invocation) fill(ctx context.Context, client, list any) {
	if inv.verb.fill == nil || inv.options.Format != "table" {
		return
	}
	fn := reflect.ValueOf(inv.verb.fill)
	if t := reflect.TypeOf(list); t == fn.Type().In(2) && reflect.TypeOf(client) == fn.Type().In(1) {
		fn.Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(client), reflect.ValueOf(list)})
	}
}

// chooses says that entries are sorted or filtered here, so that the first ones
// of the service may be others than those wanted.
func (a *app) chooses() bool { return len(a.global.sort)+len(a.global.filters) > 0 }

// setPage puts the cursor where the list takes it.
func (inv *invocation) setPage(values []reflect.Value) error {
	cursor := inv.page
	if cursor == "first" {
		return nil
	}
	if v, ok := inv.binding.Find(values, "Cursor"); ok {
		v.SetString(cursor)
		return nil
	}
	return usagef("--page: this list comes in one piece")
}

func (inv *invocation) waitOptions() []backup.WaitOption {
	out := []backup.WaitOption{backup.WithProgress(func(p backup.Progress) { inv.display.Tell(p) })}
	if inv.timeout > 0 {
		out = append(out, backup.WithWaitTimeout(inv.timeout))
	}
	if inv.interval > 0 {
		out = append(out, backup.WithPollDelay(min(inv.interval, time.Second)), backup.WithPollInterval(inv.interval, inv.interval))
	}
	return out
}
