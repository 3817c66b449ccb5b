package cli

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// thing is something of an account that an argument can stand for. Its name is empty
// where the service has none.
type thing struct{ id, name, text string }

// lister lists what an argument can stand for.
type lister = func(context.Context, *session, any) ([]thing, error)

// things lists entries for completion and for finding them by their names.
func things[T any](list []T, err error, id, name, text func(T) string) ([]thing, error) {
	if err != nil {
		return nil, err
	}
	out := make([]thing, 0, len(list))
	for _, item := range list {
		out = append(out, thing{id: id(item), name: name(item), text: text(item)})
	}
	return out, nil
}

// noText is for things that have nothing to say but their name.
func noText[T any](T) string { return "" }

// most is how many entries are listed: for a key press no more than anybody reads.
func (s *session) most() int {
	if s.app.completing {
		return completionLimit
	}
	return 0
}

// listerOf lists what a word of the line of use, or a flag, can stand for.
func (s *session) listerOf(word string) lister {
	return s.service.complete[strings.ToUpper(word)]
}

// flagWord is the word for the things that a flag such as --vault-id names.
func flagWord(flag string) string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(flag, "s"), "-id"), "-ids")
}

// takesName says that a flag is for the id of something that has a name. What is at a
// destination is in another region or project, where this account lists nothing.
func (inv *invocation) takesName(s *bind.Slot) bool {
	isID := strings.HasSuffix(s.Flag, "-id") || strings.HasSuffix(s.Flag, "-ids") || s.Type == reflect.TypeFor[cloutility.ObjectRef]()
	return s.Flag != "" && isID && !strings.HasPrefix(s.Flag, "destination-") && inv.session.listerOf(flagWord(s.Flag)) != nil
}

// resolve makes ids of the names among arguments.
func (inv *invocation) resolve(ctx context.Context, args []string) ([]string, error) {
	placed, err := inv.binding.Place(args)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(args)
	for i, slot := range placed {
		if out[i], err = inv.idOf(ctx, slot.Word.Name, slot.Type, args[i]); err != nil {
			return nil, err
		}
		slot.Only(out[i]) // it may say where to look for those behind it
	}
	return out, nil
}

// resolveFlags does the same with flags.
func (inv *invocation) resolveFlags(ctx context.Context) error {
	for _, slot := range inv.binding.Slots() {
		if !slot.IsSet() || !inv.takesName(slot) {
			continue
		}
		texts := slot.Texts()
		if bind.IsList(slot.Type) {
			texts = strings.Split(strings.Join(texts, ","), ",")
		}
		ids := make([]string, len(texts))
		for i, text := range texts {
			text = strings.TrimSpace(text)
			id, err := inv.idOf(ctx, flagWord(slot.Flag), slot.Type, text)
			if errors.Is(err, backup.ErrNotFound) {
				id, err = text, nil // it may be of another account
			}
			if err != nil {
				return fmt.Errorf("--%s: %w", slot.Flag, err)
			}
			ids[i] = id
		}
		slot.Only(ids...)
	}
	return nil
}

// idOf is the id that a text on the command line stands for.
func (inv *invocation) idOf(ctx context.Context, word string, t reflect.Type, text string) (string, error) {
	find := inv.session.listerOf(word)
	if find == nil || isID(t, text) {
		return text, nil
	}
	client, err := inv.session.client(ctx)
	if err != nil {
		return "", err
	}
	display := inv.startDisplay()
	list, err := find(context.WithValue(ctx, invocationKey{}, inv), inv.session, client)
	display.End()
	if err != nil {
		return "", fmt.Errorf("looking for %s %q: %w", strings.ToLower(word), text, err)
	}
	found, err := pick(word, text, list)
	if err != nil || found == nil {
		return text, err
	}
	if found.name != "" && found.id != text {
		if inv.named == nil {
			inv.named = make(map[string]string)
		}
		inv.named[found.id] = found.name
		if inv.changes() {
			inv.session.app.sayf("found %s %s: %s", strings.ToLower(word), found.name, found.id)
		}
	}
	return found.id, nil
}

var uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$`)

// isID reports a text that can only be an id, so that nothing has to be asked.
func isID(t reflect.Type, text string) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() == reflect.String {
		return text == "" || uuidForm.MatchString(text)
	}
	_, err := strconv.ParseInt(text, 10, 64)
	return err == nil
}

// shortest is how many characters of an id stand for it.
const shortest = 6

// pick finds the one of several things that a text stands for: by its id, its name, or
// the beginning of its id that tables show. It is nil where nothing has a name.
func pick(word, text string, list []thing) (*thing, error) {
	word = strings.ToLower(word)
	hasNames := false
	var others []string
	for i := range list {
		if list[i].id == text {
			return &list[i], nil
		}
		if list[i].name != "" {
			hasNames = true
			others = append(others, list[i].name)
		}
	}
	begin := strings.TrimSuffix(text, "…")
	for _, fits := range []func(thing) bool{
		func(t thing) bool { return t.name == text },
		func(t thing) bool { return strings.EqualFold(t.name, text) },
		func(t thing) bool { return len(begin) >= shortest && strings.HasPrefix(t.id, begin) },
	} {
		var found []*thing
		for i := range list {
			if fits(list[i]) && !slices.ContainsFunc(found, func(t *thing) bool { return t.id == list[i].id }) {
				found = append(found, &list[i])
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return nil, ambiguous(word, text, found)
		}
	}
	if !hasNames {
		return nil, nil //nolint:nilnil // it is an id, and the service knows it or not
	}
	return nil, &problems.HintError{
		Err:  fmt.Errorf("no %s is called %q%s: %w", word, text, names.Hint(text, others), backup.ErrNotFound),
		Hint: "look at the list of what is there; the account may be another one than you think: `backupctl context list`",
	}
}

const choicesAtMost = 20

func ambiguous(word, text string, found []*thing) error {
	lines := []string{fmt.Sprintf("%q is %d of the kind %s:", text, len(found), word)}
	for _, t := range found[:min(len(found), choicesAtMost)] {
		lines = append(lines, strings.TrimRight("  "+t.id+"  "+t.name+"  "+t.text, " "))
	}
	if more := len(found) - choicesAtMost; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more", more))
	}
	return &problems.HintError{Err: usagef("%s", strings.Join(lines, "\n")), Hint: "name one by its id"}
}

// implicitID is the id of what a command is about when nobody names it in the line.
func (inv *invocation) implicitID(ctx context.Context, word string) (string, error) {
	find := inv.session.service.implicit[word]
	if find == nil {
		return "", fmt.Errorf("nothing finds @%s", word)
	}
	text, err := find(ctx, inv.session)
	if err != nil {
		return "", err
	}
	id, err := inv.idOf(ctx, word, reflect.TypeFor[int64](), text)
	if err != nil {
		return "", fmt.Errorf("--%s: %w", word, err)
	}
	return id, nil
}
