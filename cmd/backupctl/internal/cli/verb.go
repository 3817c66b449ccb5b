package cli

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

// kind is what a command does to the world.
type kind uint8

const (
	reads    kind = iota
	changes       // something that can be changed back
	destroys      // asks first
	spends        // needs --confirm-cost
	waits         // for work that goes on by itself
)

// service is one of the APIs.
type service struct {
	name, short string
	flags       func(*cobra.Command, *session)
	connect     func(context.Context, *session) (any, error)
	// implicit finds the things a command is about when nobody names them:
	// the business unit, the instance. Their flag has the same name.
	implicit map[string]func(context.Context, *session) (string, error)
	// complete lists what an argument of a name can be, as value and text.
	complete map[string]func(context.Context, *session, any) ([][2]string, error)
	groups   func() []group
}

// group is what can be done with one kind of thing.
type group struct {
	name    string
	aliases []string
	short   string
	verbs   []verb
}

// verb is one command. Its line of use is "verb WORDS…": a WORD is a place for
// an argument, [WORD] may be missing, WORD... may be repeated, @word is found by
// itself, --word is a flag. Words take the parameters of call in their order.
type verb struct {
	use, short, long string
	// example has a command per line, without what all begin with.
	example string
	kind    kind
	// call is a method of a service or a function of a context and a client.
	call any
	// all goes through all pages of the list whose one page is call's.
	all any
	// also are methods this command stands for without calling them itself.
	also []any
	// waitCommand waits for the work that this one began, if that takes time.
	waitCommand waitCommand
	// acts, if set, is the kind by the positional arguments.
	acts func(args []string, isSet func(flag string) bool) kind
	// columns of a table, when the usual choice is not good enough.
	columns string
	// done is said when there is nothing to show.
	done string
}

// name is the verb's own name.
func (v verb) name() string {
	name, _ := bind.ParseUse(v.use)
	return name
}

// use is the line of help.
func useLine(v verb) string {
	name, words := bind.ParseUse(v.use)
	parts := []string{name}
	for _, w := range words {
		if w.Implicit || w.Flag {
			continue
		}
		text := w.Name
		if w.Variadic {
			text += "..."
		}
		if w.Optional {
			text = "[" + text + "]"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

// rename gives the fields of lists other flags: how large a page is, and not
// where it begins, which --page says.
func rename(v verb) func(reflect.Type, string) string {
	return func(owner reflect.Type, field string) string {
		lists := v.all != nil
		switch {
		case lists && (field == "PerPage" || field == "Limit" && hasField(owner, "Offset")):
			return "page-size"
		case lists && (field == "Page" || field == "Offset" || field == "Marker"):
			return "-"
		}
		return clashes()[field]
	}
}

// clashes are fields whose flag would hide one that all commands have.
func clashes() map[string]string {
	return map[string]string{
		"Password": "new-password", "URL": "from-url", "Filter": "pattern", "Sort": "order", "Region": "to-region", "Page": "-", "ProjectID": "member-project-id",
		"DryRun": "-", // --dry-run sets it
	}
}

func hasField(t reflect.Type, name string) bool {
	_, ok := t.FieldByName(name)
	return ok
}

func (v verb) bind() (*bind.Binding, error) {
	_, words := bind.ParseUse(v.use)
	return bind.New(v.call, words, bind.Options{Rename: rename(v)})
}

// serviceCommand makes the commands of a service.
func (a *app) serviceCommand(s *service) *cobra.Command {
	cmd := &cobra.Command{
		Use: s.name, Short: s.short, Args: noArgs,
		Example: "  backupctl " + s.name + " --help",
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	sess := &session{app: a, service: s}
	s.flags(cmd, sess)
	if !a.requested(s.name, nil) {
		return cmd
	}
	for _, g := range s.groups() {
		group := &cobra.Command{
			Use: g.name, Aliases: g.aliases, Short: g.short, Args: noArgs,
			Example: "  backupctl " + s.name + " " + g.name + " --help",
			RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		}
		cmd.AddCommand(group)
		if !a.requested(g.name, g.aliases) {
			continue
		}
		for _, v := range g.verbs {
			group.AddCommand(a.verbCommand(sess, g.name, v))
		}
	}
	for _, v := range s.extra() {
		cmd.AddCommand(a.verbCommand(sess, "", v))
	}
	return cmd
}

// extra are the commands of a service that are not about one kind of thing.
func (s *service) extra() []verb {
	switch s.name {
	case "cloutility":
		return cloutilityExtra()
	case "zomro":
		return zomroExtra()
	default:
		return cbrExtra()
	}
}

// verbCommand makes one command.
func (a *app) verbCommand(s *session, groupName string, v verb) *cobra.Command {
	path := strings.TrimSpace(s.service.name + " " + groupName)
	inv := &invocation{session: s, verb: v, path: path + " " + v.name()}
	cmd := &cobra.Command{
		Use: useLine(v), Short: v.short, Long: v.long, Example: examples(path, v.example),
		DisableFlagsInUseLine: true,
	}
	b, err := v.bind()
	if err != nil { // a test makes all commands
		cmd.RunE = func(*cobra.Command, []string) error { return fmt.Errorf("%s: %w", inv.path, err) }
		return cmd
	}
	inv.binding = b
	inv.addFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return inv.run(cmd.Context(), args) }
	cmd.ValidArgsFunction = inv.completeArgs
	return cmd
}

func examples(path, lines string) string {
	var out []string
	for line := range strings.SplitSeq(lines, "\n") {
		out = append(out, strings.TrimRight("  backupctl "+path+" "+strings.TrimSpace(line), " "))
	}
	return strings.Join(out, "\n")
}

// addFlags makes flags of the slots, and those that go with the kind.
func (inv *invocation) addFlags(cmd *cobra.Command) {
	fs := cmd.Flags()
	for _, s := range inv.binding.Slots() {
		if s.Flag == "" || fs.Lookup(s.Flag) != nil {
			continue
		}
		f := fs.VarPF(s.Value(), s.Flag, "", describe(s))
		if bind.IsBool(s.Type) {
			f.NoOptDefVal = "true"
		}
		inv.completeFlag(cmd, s)
	}
	if inv.binding.HasInput() {
		fs.StringVar(&inv.input, "input", "", "`file` of JSON or YAML with the input, - for standard input; flags override it")
	}
	if inv.verb.all != nil {
		fs.IntVar(&inv.limit, "limit", 0, "stop after `number` entries")
		fs.StringVar(&inv.page, "page", "", "show one page only: `first`, or what the page before names as next")
	}
	if inv.verb.waitCommand.isSet() {
		fs.BoolVar(&inv.wait, "wait", false, "wait until the work has ended")
	}
	if inv.verb.waitCommand.isSet() || inv.binding.Waits {
		fs.DurationVar(&inv.timeout, "timeout", 0, "longest `time` to wait")
		fs.DurationVar(&inv.interval, "poll-interval", 0, "`time` between looks, instead of growing pauses")
	}
	if inv.verb.kind == spends && fs.Lookup("confirm-cost") == nil {
		fs.BoolVar(&inv.confirmCost, "confirm-cost", false, "agree to what it costs")
	}
	if resultHasSecret(inv.resultType()) {
		fs.BoolVar(&inv.reveal, "show-secrets", false, "show passwords and keys in the result")
	}
}

// describe is the help of a flag.
func describe(s *bind.Slot) string {
	text := ""
	if s.Owner != nil {
		text = meta.Field(s.Owner, s.Field)
	}
	if text == "" {
		text = strings.ReplaceAll(s.Flag, "-", " ")
	}
	if bind.IsSecret(s.Type) {
		return text + " (from " + secrets.Help + ")"
	}
	if values := meta.Values(s.Type); len(values) > 0 && !strings.Contains(text, values[0]) {
		text += ": " + strings.Join(values, ", ")
	}
	return strings.ReplaceAll(text, "`", "'")
}

// resultType is the type of an entry or of the one result, nil for none.
func (inv *invocation) resultType() reflect.Type {
	fn := reflect.TypeOf(inv.verb.call)
	if inv.verb.all != nil {
		fn = reflect.TypeOf(inv.verb.all)
	}
	out := fn.Out(0)
	if out == reflect.TypeFor[error]() {
		return nil
	}
	if out.Kind() == reflect.Func && out.NumIn() == 1 { // an iterator
		return out.In(0).In(0)
	}
	if t := out; t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct {
		if items, ok := t.Elem().FieldByName("Items"); ok && items.Type.Kind() == reflect.Slice {
			return items.Type.Elem()
		}
		return t.Elem()
	}
	if out.Kind() == reflect.Slice && out.Elem().Kind() != reflect.Uint8 {
		return out.Elem()
	}
	return out
}

func resultHasSecret(t reflect.Type) bool {
	var seen []reflect.Type
	var look func(reflect.Type) bool
	look = func(t reflect.Type) bool {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if t == reflect.TypeFor[backup.Secret]() {
			return true
		}
		if t.Kind() != reflect.Struct || slices.Contains(seen, t) || t == reflect.TypeFor[time.Time]() {
			return false
		}
		seen = append(seen, t)
		for field := range t.Fields() {
			if field.IsExported() && look(field.Type) {
				return true
			}
		}
		return false
	}
	return t != nil && look(t)
}

// usagef is an error about the command line.
func usagef(format string, args ...any) error { return problems.Usagef(format, args...) }
