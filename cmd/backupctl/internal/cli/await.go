package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/progress"
)

// await runs the command that waits for what this one began.
func (r *running) await(ctx context.Context, client, begun any) (any, error) {
	tree, err := output.Tree(begun, false)
	if err != nil {
		return begun, err
	}
	words, err := r.thenWords(tree)
	if err != nil {
		return begun, err
	}
	waiting, err := r.session.find(words[0], words[1])
	if err != nil {
		return begun, err
	}
	b, err := waiting.bind()
	if err != nil {
		return begun, err
	}
	var positions []string
	for _, word := range words[2:] {
		if flag, ok := strings.CutPrefix(word, "--"); ok {
			if err := b.SetFlag(flag); err != nil {
				return begun, err
			}
			continue
		}
		positions = append(positions, word)
	}
	if err := b.Args(positions); err != nil {
		return begun, err
	}
	values, err := b.Fill(nil, nil)
	if err != nil {
		return begun, err
	}
	out, err := b.Call(ctx, waiting.call, client, values, r.waitOptions())
	if err != nil {
		return begun, err
	}
	result, err := split(out)
	if err != nil {
		line, lineErr := r.followUp(tree)
		var w *backup.WaitError
		if lineErr == nil && (ctx.Err() != nil || errors.As(err, &w) && !w.Failed) {
			return begun, stillRunning(ctx, err, line)
		}
		return begun, err
	}
	if result == nil {
		return begun, nil
	}
	return result, nil
}

// stillRunning says how to go on waiting.
func stillRunning(ctx context.Context, err error, line string) error {
	hint := "to go on waiting: backupctl " + line
	if ctx.Err() == nil {
		return &problems.HintError{Err: err, Hint: hint}
	}
	text := "interrupted: the work goes on"
	var w *backup.WaitError
	if errors.As(err, &w) && w.State != "" {
		text += " (" + w.Subject + " was last seen as " + w.State + ")"
	}
	return &leftRunningError{text, hint, err}
}

// followUp is the command line that waits for what began.
func (r *running) followUp(tree any) (string, error) {
	words, err := r.thenWords(tree)
	if err != nil {
		return "", err
	}
	parts := []string{r.session.service.name}
	for _, w := range words {
		parts = append(parts, quote(w))
	}
	return strings.Join(append(parts, r.session.chosen()...), " "), nil
}

// thenWords are those of the waiting command, with what stands in braces
// replaced: an argument or flag of this command by its name, else a JMESPath
// expression over the result. A ? at the end says that it may be missing.
func (r *running) thenWords(tree any) ([]string, error) {
	var out []string
	for word := range strings.FieldsSeq(r.verb.then) {
		before, rest, ok := strings.Cut(word, "{")
		if !ok {
			out = append(out, word)
			continue
		}
		name := strings.TrimSuffix(rest, "}")
		name, optional := strings.CutSuffix(name, "?")
		texts, err := r.thenTexts(tree, name)
		if err != nil {
			return nil, err
		}
		if len(texts) == 0 && !optional {
			return nil, fmt.Errorf("the service did not name what it began (%s)", name)
		}
		for _, text := range texts {
			out = append(out, before+text)
		}
	}
	return out, nil
}

func (r *running) thenTexts(tree any, name string) ([]string, error) {
	for _, s := range r.binding.Slots() {
		if s.Given() && (strings.EqualFold(s.Word.Name, name) || s.Flag == name) {
			return s.Texts(), nil
		}
		if s.Flag == name && strings.Contains(name, "-") {
			return nil, nil // a flag that was not given, and no expression
		}
	}
	found, err := output.Query(tree, name)
	if err != nil {
		return nil, err
	}
	list, ok := found.([]any)
	if !ok {
		list = []any{found}
	}
	var out []string
	for _, item := range list {
		if text := output.Text(item); text != "" {
			out = append(out, text)
		}
	}
	return out, nil
}

type displayKey struct{}

// withDisplay lets a command's function tell its own progress.
func withDisplay(ctx context.Context, r *running) context.Context {
	return context.WithValue(ctx, displayKey{}, r.display)
}

// note tells progress from inside a command's function.
func note(ctx context.Context, text string) {
	if d, ok := ctx.Value(displayKey{}).(*progress.Display); ok {
		d.Note(text)
	}
}
