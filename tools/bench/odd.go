package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// odd is a response that services of this kind were seen to send, though their
// own documents say otherwise.
type odd struct {
	what     string
	old, new string // the change to the ordinary checkpoint, or list of backups
	list     bool
}

func oddities() []odd {
	return []odd{
		{what: "a size as a number", old: `"resource_size":"40"`, new: `"resource_size":40`},
		{what: "a size as a text", old: `"resource_size":40`, new: `"resource_size":"40"`, list: true},
		{what: "details inside a text", old: `"extra_info":{"retention_duration":-1,"name":"backup_name","description":"backup_description"}`, new: `"extra_info":"{}"`},
		{what: "details that are null", old: `"extra_info":{"retention_duration":-1,"name":"backup_name","description":"backup_description"}`, new: `"extra_info":null`},
		{what: "a vault that is null", old: `"vault":{`, new: `"vault":null,"x":{`},
		{what: "a description that is null", old: `"description":""`, new: `"description":null`, list: true},
		{what: "an end that is null", old: `"expired_at":"2026-07-12T22:00:05.201884"`, new: `"expired_at":null`, list: true},
		{what: "a list in it that is null", old: `"children":[]`, new: `"children":null`, list: true},
		{what: "an enterprise project as a number", old: `"enterprise_project_id":"0"`, new: `"enterprise_project_id":0`, list: true},
		{what: "a truth value as a text", old: `"incremental":true`, new: `"incremental":"true"`, list: true},
		{what: "a state nobody knows", old: `"status":"available"`, new: `"status":"quarantined"`, list: true},
		{what: "a field nobody knows", old: `"version":3`, new: `"version":3,"lock":{"until":1}`, list: true},
	}
}

// errNoOgen is the failure of ogen's client where it was not made.
var errNoOgen = errors.New(`ogen's client is missing: make it with "go generate ./ogencbr" and build with -tags ogen, as make bench-peers does`)

// compareOdd says which clients take which odd responses.
func compareOdd(ctx context.Context, out io.Writer, match *regexp.Regexp) error {
	const name = "odd responses"
	if !match.MatchString(name) {
		return nil
	}
	names := []string{byHand, ours, ogens, vendors}
	fmt.Fprintf(out, "### Odd responses\n\nWhat services were seen to send, and who takes it. The call by hand has the types of this library for the list, and plain ones for the checkpoint.\n\n| Response | %s |\n|---|%s\n",
		strings.Join(names, " | "), strings.Repeat("---|", len(names)))
	refused := make(map[string]int)
	for _, o := range oddities() {
		s := newService()
		key := "checkpoint"
		if o.list {
			key = "backups 0"
		}
		changed := strings.ReplaceAll(string(s.pages[key]), o.old, o.new)
		if changed == string(s.pages[key]) {
			return fmt.Errorf("%s: nothing to change", o.what)
		}
		s.pages[key] = []byte(changed)
		r, err := newRivals("http://service.test", memory{s})
		if err != nil {
			return err
		}
		calls := []func(context.Context) error{r.floor.createCheckpoint, r.sdk.createCheckpoint, r.generated.createCheckpoint, r.peer.createCheckpoint}
		if o.list {
			calls = []func(context.Context) error{r.floor.listBackups, r.sdk.listBackups, r.generated.listBackups, r.peer.listBackups}
		}
		fmt.Fprintf(out, "| %s |", o.what)
		for i, call := range calls {
			word := "taken"
			if err := call(ctx); errors.Is(err, errNoOgen) {
				return err
			} else if err != nil {
				word = "refused"
				refused[names[i]]++
			}
			fmt.Fprintf(out, " %s |", word)
		}
		fmt.Fprintln(out)
	}
	fmt.Fprint(out, "| refused, of ", len(oddities()), " |")
	for _, name := range names {
		fmt.Fprintf(out, " %d |", refused[name])
	}
	_, err := fmt.Fprint(out, "\n\n")
	return err
}
