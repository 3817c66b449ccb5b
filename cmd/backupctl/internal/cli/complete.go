package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

// completionTime is how long a shell waits for names at most.
const completionTime = 3 * time.Second

const noFiles = cobra.ShellCompDirectiveNoFileComp

// completeArgs completes positional arguments with what the account has.
func (inv *invocation) completeArgs(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	positions := inv.binding.Positions()
	if len(positions) == 0 {
		return nil, noFiles
	}
	at := min(len(args), len(positions)-1)
	slot := positions[at]
	if len(args) >= len(positions) && !slot.Word.Variadic && slot != inv.binding.Several {
		return nil, noFiles
	}
	if values := meta.Values(slot.Type); len(values) > 0 {
		return starting(values, typed), noFiles
	}
	// Arguments typed so far may say where to look: a backup of this instance.
	for i, text := range args[:min(len(args), at)] {
		id, err := inv.idOf(cmd.Context(), positions[i].Word.Name, positions[i].Type, text)
		if err != nil || positions[i].Set(id) != nil {
			return nil, noFiles
		}
	}
	return inv.live(cmd.Context(), slot.Word.Name, typed), noFiles
}

// live asks the service. A service that cannot be asked completes nothing.
func (inv *invocation) live(ctx context.Context, word, typed string) []string {
	find := inv.session.listerOf(word)
	if find == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, completionTime)
	defer cancel()
	listed := make(chan []thing, 1)
	go func() { // a keyring may not listen to the context
		defer inv.session.done()
		listed <- inv.list(ctx, find)
	}()
	var found []thing
	select {
	case found = <-listed:
	case <-ctx.Done():
	}
	return offers(found, typed)
}

// offers are the ids that begin as it was typed, each with what it stands for, and
// behind them the names.
func offers(found []thing, typed string) []string {
	var ids, byName []string
	offer := func(list *[]string, word, text string) {
		if word == "" || !strings.HasPrefix(word, typed) || terminal.Line(word) != word {
			return // what does something to a terminal is not typed into one
		}
		if text = strings.Join(strings.Fields(terminal.Line(text)), " "); text != "" && text != word {
			word += "\t" + text
		}
		*list = append(*list, word)
	}
	for _, t := range found {
		offer(&ids, t.id, t.name+" "+t.text)
		if quote(t.name) == t.name { // what a shell takes as it is
			offer(&byName, t.name, t.id+" "+t.text)
		}
	}
	return append(ids, byName...)
}

// list asks the service, unless that takes more than the context of the account:
// half a name or half an address on the line must not sign in.
func (inv *invocation) list(ctx context.Context, find lister) []thing {
	s := inv.session
	if slices.ContainsFunc([]string{"auth", "client-id", "cloud", "discover", "iam-url", "origin", "password", "url", "user-id", "username"}, s.isSet) {
		return nil
	}
	client, err := s.client(ctx)
	if err != nil {
		return nil
	}
	found, err := find(context.WithValue(ctx, invocationKey{}, inv), s, client)
	if err != nil {
		return nil
	}
	return found
}

// completes says that a shell asks for names.
func completes(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

type invocationKey struct{}

// typedArg is an argument of the command that is being completed.
func typedArg(ctx context.Context, word string) string {
	inv, ok := ctx.Value(invocationKey{}).(*invocation)
	if !ok || inv.binding == nil {
		return ""
	}
	for _, s := range inv.binding.Slots() {
		if strings.EqualFold(s.Word.Name, word) && s.IsSet() {
			return s.Texts()[0]
		}
	}
	return ""
}

// completeFlag completes the values of a flag: an enumeration, or ids.
func (inv *invocation) completeFlag(cmd *cobra.Command, s *bind.Slot) {
	complete := func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		values := meta.Values(s.Type)
		switch bind.Placeholder(s.Type) {
		case "DAY", "DAY,...":
			values = bind.Days()
		case "FILE":
			return nil, cobra.ShellCompDirectiveDefault
		case "SOURCE":
			return starting([]string{"env:", "file:", "cmd:", "keyring:", "prompt", "-"}, typed), noFiles | cobra.ShellCompDirectiveNoSpace
		}
		if bind.IsBool(s.Type) {
			values = []string{"true", "false"}
		}
		if len(values) > 0 {
			return starting(values, typed), noFiles
		}
		return inv.live(cmd.Context(), flagWord(s.Flag), typed), noFiles
	}
	if err := cmd.RegisterFlagCompletionFunc(s.Flag, complete); err != nil {
		return // registered already, by a slot of the same flag
	}
}

func starting(values []string, typed string) []string {
	var out []string
	for _, v := range values {
		if strings.HasPrefix(v, typed) {
			out = append(out, v)
		}
	}
	return out
}

// completionLimit bounds what is asked of a service for one key press.
const completionLimit = 200

// completeValues completes a flag with fixed values.
func completeValues(cmd *cobra.Command, flag string, values ...string) {
	complete := func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return starting(values, typed), noFiles
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		return // registered already
	}
}

// completeLive completes a flag of a service with what the account has.
func completeLive(cmd *cobra.Command, s *session, flag string) {
	complete := func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return (&invocation{session: s}).live(cmd.Context(), flag, typed), noFiles
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		return // registered already
	}
}
