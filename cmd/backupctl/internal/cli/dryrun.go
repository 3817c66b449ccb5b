package cli

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/redact"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/trace"
)

// showPlan is what --dry-run shows.
func (inv *invocation) showPlan(ctx context.Context, client, arguments any, stopped *guard.Call, options output.Options) error {
	tree, err := inv.plan(ctx, client, arguments, stopped)
	if err != nil {
		return err
	}
	inv.clearChoice(&options)
	options.Whole = true
	return inv.session.app.show(tree, options)
}

// plan are all inputs, what it would cost, and the request that would have been sent
// first.
func (inv *invocation) plan(ctx context.Context, client, arguments any, stopped *guard.Call) (any, error) {
	o := output.NewObject()
	o.Set("dry_run", true)
	o.Set("command", inv.path)
	kind := inv.verb.kind
	if inv.verb.follows {
		kind = reads
		if stopped != nil {
			kind = kindOf(stopped)
		}
	}
	o.Set("effect", []string{"reads", "changes", "destroys", "spends money", "waits"}[kind])
	o.Set("arguments", arguments)
	if inv.verb.cost != nil {
		out, err := inv.binding.Call(ctx, inv.verb.cost, client, inv.values, nil)
		if err != nil {
			return nil, err
		}
		cost, err := split(out)
		if err != nil {
			return nil, err
		}
		tree, err := output.Tree(cost, false)
		if err != nil {
			return nil, err
		}
		o.Set("cost", tree)
	} else if kind == spends {
		o.Set("cost", "unknown: the service tells no price beforehand")
	}
	if stopped == nil {
		o.Set("request", "none: there is nothing to change")
	} else {
		if stopped.Operation.ID != "" {
			o.Set("operation", stopped.Operation.ID)
		}
		o.Set("request", stopped.Name())
		if body := sentBody(inv.session.app.known, stopped); body != nil {
			o.Set("body", body)
		}
	}
	return output.Tree(o, false)
}

// sentBody is the body of a request without secrets: of a form its own fields.
func sentBody(k *redact.Known, c *guard.Call) any {
	text := trace.Body(k, c.Header, c.Sent)
	if _, isForm := c.Body.(map[string]any); isForm && strings.Contains(c.Header.Get("Content-Type"), "form") {
		form, err := url.ParseQuery(text)
		if err != nil {
			return text
		}
		o := output.NewObject()
		for _, name := range slices.Sorted(maps.Keys(form)) {
			if !slices.Contains([]string{"func", "out", "lang", "auth", "authinfo"}, name) {
				o.Set(name, strings.Join(form[name], ","))
			}
		}
		return o
	}
	if tree, err := output.Parse([]byte(text)); err == nil {
		return tree
	}
	if text == "" {
		return nil
	}
	return text
}

// clearChoice takes back what is meant for the result: a plan has other fields.
func (inv *invocation) clearChoice(o *output.Options) {
	o.Columns, o.Defaults, o.Known, o.All = nil, nil, nil, nil
}

// lookAt looks whether there is what a request is about. What may not be looked at is
// left to the service.
func (inv *invocation) lookAt(ctx context.Context, client any, c *guard.Call) error {
	if inv.verb.check != nil {
		out, err := inv.binding.Call(ctx, inv.verb.check, client, inv.values, nil)
		if err != nil {
			return err
		}
		if _, err := split(out); err != nil {
			return err
		}
	}
	if c == nil {
		return nil
	}
	path, form, ok := inv.session.guard.Target(c)
	if !ok {
		return nil
	}
	err := inv.session.service.look(ctx, client, path, form)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, backup.ErrNotFound) {
		return err
	}
	return nil
}

// lookREST reads something of a REST API.
func lookREST[C interface {
	Do(context.Context, backup.Request, any) error
}](ctx context.Context, client any, path string, form url.Values) error {
	c, ok := client.(C)
	if !ok {
		return errors.New("this is another client")
	}
	if form != nil {
		return c.Do(ctx, backup.Request{Path: path, Form: form, Idempotent: true}, new(any))
	}
	return c.Do(ctx, backup.Request{Method: http.MethodGet, Path: path, Idempotent: true}, new(any))
}

// argumentTree is what was given, whether by arguments, flags or --input.
func (inv *invocation) argumentTree() any {
	o := output.NewObject()
	typed := make(map[string]bool) // of a field, also when it says zero
	for _, s := range inv.binding.Slots() {
		if !s.IsSet() {
			continue
		}
		if s.Owner != nil {
			typed[names.Snake(s.Field)] = true
			continue
		}
		o.Set(strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(s.Name(), "--"), "-", "_")), strings.Join(s.Texts(), ","))
	}
	for _, v := range inv.values {
		if v.Kind() != reflect.Struct {
			continue
		}
		tree, err := output.Tree(v.Interface(), false)
		fields, ok := tree.(*output.Object)
		if err != nil || !ok {
			continue
		}
		for _, key := range fields.Keys {
			value := fields.Values[key]
			if typed[key] || !slices.Contains([]string{"", "0", "false"}, output.Text(value)) {
				o.Set(key, value)
			}
		}
	}
	return o
}
