package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
)

// leaves are all commands that do something.
func leaves(cmd *cobra.Command) []*cobra.Command {
	var out []*cobra.Command
	for _, sub := range cmd.Commands() {
		if sub.HasSubCommands() {
			out = append(out, leaves(sub)...)
		} else if sub.Runnable() {
			out = append(out, sub)
		}
	}
	return out
}

func testApp(args ...string) (*app, *bytes.Buffer, *bytes.Buffer) {
	var out, errs bytes.Buffer
	return newApp(Program{everything: len(args) == 0, Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}), &out, &errs
}

// eachVerb visits all verbs of all services.
func eachVerb(visit func(s *service, group string, v verb)) {
	for _, s := range services() {
		for _, g := range s.groups() {
			for _, v := range g.verbs {
				visit(s, g.name, v)
			}
		}
		for _, v := range s.extra() {
			visit(s, "", v)
		}
	}
}

// methodOf is "zomro Backups.List" of a method expression, empty for other functions.
func methodOf(fn any) string {
	name := runtime.FuncForPC(reflect.ValueOf(fn).Pointer()).Name()
	found := regexp.MustCompile(`/(zomro|cloutility|cbr)\.\(\*(\w+)\)\.(\w+)$`).FindStringSubmatch(name)
	if found == nil {
		return ""
	}
	return found[1] + " " + strings.TrimSuffix(found[2], "Service") + "." + found[3]
}

// covered are the methods that verbs stand for, with the verbs.
func covered() map[string][]string {
	out := make(map[string][]string)
	eachVerb(func(s *service, group string, v verb) {
		path := strings.TrimSpace(s.name+" "+group) + " " + v.name()
		for _, fn := range append([]any{v.call, v.all}, v.also...) {
			if fn == nil {
				continue
			}
			if m := methodOf(fn); m != "" && !slices.Contains(out[m], path) {
				out[m] = append(out[m], path)
			}
		}
	})
	return out
}

// Methods that have no command, with the reason.
var withoutCommand = map[string]string{
	"zomro Client.CloseIdleConnections":      "every command does it at its end",
	"cloutility Client.API":                  "its operations are those of the services; raw calls any",
	"cloutility Client.CloseIdleConnections": "every command does it at its end",
	"cloutility Client.Token":                "for programs that keep it: a token is nothing to print",
	"cbr Client.CloseIdleConnections":        "every command does it at its end",
	"cbr Client.API":                         "the operations one by one, for programs: raw calls any of them",
	"cbr Client.IAMAPI":                      "the same for IAM",
	"cbr Client.ProjectID":                   "it is in the account's settings, and calls nothing",
	"zomro Client.Token":                     "for programs that keep it: a token is nothing to print",
	"cbr Client.Token":                       "for programs that keep it: a token is nothing to print",
	"zomro Client.API":                       "for programs: raw calls every function",
}

// Every exported method of every service has exactly one command.
func TestEveryMethodHasOneCommand(t *testing.T) {
	have := covered()
	known := make(map[string]bool)
	for _, s := range services() {
		client := clientType(t, s.name)
		types := []reflect.Type{client}
		for f := range client.Elem().Fields() {
			if f.IsExported() {
				types = append(types, f.Type)
			}
		}
		for _, typ := range types {
			for method := range typ.Methods() {
				name := s.name + " " + strings.TrimSuffix(typ.Elem().Name(), "Service") + "." + method.Name
				known[name] = true
				commands, reason := have[name], withoutCommand[name]
				switch {
				case reason != "" && len(commands) > 0:
					t.Errorf("%s has the command %v and stands among those without", name, commands)
				case reason == "" && len(commands) != 1:
					t.Errorf("%s has the commands %v, not exactly one", name, commands)
				}
			}
		}
	}
	for name := range have {
		if !known[name] {
			t.Errorf("commands stand for %s, which is no method of a client", name)
		}
	}
	for name := range withoutCommand {
		if !known[name] {
			t.Errorf("%s stands among those without a command, and is no method", name)
		}
	}
}

func clientType(t *testing.T, service string) reflect.Type {
	t.Helper()
	for _, s := range services() {
		if s.name != service {
			continue
		}
		for _, v := range s.extra() {
			for _, fn := range v.also {
				if strings.Contains(methodOf(fn), " Client.") {
					return reflect.TypeOf(fn).In(0)
				}
			}
		}
	}
	t.Fatalf("no client of %s", service)
	return nil
}

// The coverage page and the commands tell the same: every method that the page
// names for an operation has a command.
func TestCoveragePage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "docs", "coverage.md"))
	if err != nil {
		t.Fatal(err)
	}
	have := covered()
	methods := 0
	for line := range strings.Lines(string(page)) {
		// | operation | request | service | [`Vaults.Get`](../cbr/vaults.go) | test |
		found := regexp.MustCompile("^\\| (\\w+) \\|.*\\| \\[`([\\w.]+)`\\]\\(\\.\\./(\\w+)/\\w+\\.go\\) \\| [^|]* \\|\\s*$").FindStringSubmatch(line)
		if found == nil {
			continue
		}
		methods++
		if name := found[3] + " " + found[2]; len(have[name]) != 1 {
			t.Errorf("%s is reached by %s, which has the commands %v", found[1], name, have[name])
		}
	}
	if methods < 250 {
		t.Errorf("the page names %d methods: its form has changed", methods)
	}
}

// Every verb can be bound, and says what it does with examples that parse.
func TestVerbs(t *testing.T) {
	eachVerb(func(s *service, group string, v verb) {
		path := strings.TrimSpace(s.name+" "+group) + " " + v.name()
		if _, err := v.bind(s); err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		if v.short == "" || v.example == "" {
			t.Errorf("%s: no short text or no example", path)
		}
		for line := range strings.SplitSeq(v.example, "\n") {
			if !strings.HasPrefix(line, v.name()) {
				t.Errorf("%s: the example %q is of another command", path, line)
			}
		}
		for column := range strings.FieldsSeq(v.columns) {
			inv := &invocation{verb: v}
			if !slices.Contains(knownOf(inv), column) {
				t.Errorf("%s: no column %q", path, column)
			}
		}
	})
}

// Flags of a command must not hide those of its service or of all commands.
func TestFlags(t *testing.T) {
	a, _, _ := testApp()
	root := a.root()
	for _, cmd := range leaves(root) {
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			for p := cmd.Parent(); p != nil; p = p.Parent() {
				if p.PersistentFlags().Lookup(f.Name) != nil {
					t.Errorf("%s: --%s hides the flag of %s", cmd.CommandPath(), f.Name, p.CommandPath())
				}
			}
			if f.Usage == "" {
				t.Errorf("%s: --%s has no text", cmd.CommandPath(), f.Name)
			}
		})
		if cmd.Short == "" || cmd.Example == "" {
			t.Errorf("%s has no text or no example", cmd.CommandPath())
		}
	}
}

// What has another flag is a field of a command's input, and would otherwise hide
// a flag that the service or all commands have.
func TestFlagNames(t *testing.T) {
	for _, s := range services() {
		used := make(map[flagName]bool)
		a, _, _ := testApp()
		root := a.root()
		cmd, _, err := root.Find([]string{s.name})
		if err != nil {
			t.Fatal(err)
		}
		eachVerb(func(of *service, _ string, v verb) {
			if of.name != s.name {
				return
			}
			b, err := v.bind(s)
			if err != nil {
				t.Fatal(err)
			}
			for _, slot := range b.Slots() {
				used[flagName{slot.Owner, slot.Field, slot.Flag}] = true
			}
		})
		for _, n := range s.flagNames() {
			if n.owner != nil && n.flag == noFlag {
				continue
			}
			if n.owner == nil || !used[n] {
				t.Errorf("%s: no command has --%s for %v.%s", s.name, n.flag, n.owner, n.field)
				continue
			}
			own := names.Kebab(n.field)
			if cmd.PersistentFlags().Lookup(own) == nil && root.PersistentFlags().Lookup(own) == nil {
				t.Errorf("%s: --%s for %v.%s is not needed", s.name, n.flag, n.owner, n.field)
			}
		}
	}
}

// Each flag says what it is for, in words for people who type commands: whoever
// reads "nil", a Go name or "--a and --b are those of" has a text that was
// written for somebody else.
func TestFlagTexts(t *testing.T) {
	foreign := regexp.MustCompile(`\b[Nn]il\b|\b[A-Z][a-z]+[A-Z]\w*|\b[a-z]+[A-Z]\w*|--\w|\.$|^[A-Z][a-z]|\bis$|\bare those of\b`)
	known := strings.NewReplacer("IPv4", "", "PrefixNodeId", "", "NodeIdPostfix", "", "VMware", "")
	eachVerb(func(s *service, group string, v verb) {
		path := strings.TrimSpace(s.name+" "+group) + " " + v.name()
		b, err := v.bind(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, slot := range b.Slots() {
			if slot.Flag == "" || slot.Flag == noFlag {
				continue
			}
			text := flagText(v, slot)
			if found := foreign.FindString(known.Replace(text)); text == "" || found != "" {
				t.Errorf("%s: --%s (%v.%s) says %q: %q", path, slot.Flag, slot.Owner, slot.Field, text, found)
			}
		}
		for flag := range v.words {
			if !slices.ContainsFunc(b.Slots(), func(slot *bind.Slot) bool { return slot.Owner == nil && slot.Flag == flag }) {
				t.Errorf("%s: there is no --%s to say something about", path, flag)
			}
		}
	})
}

// The tables of texts say nothing about fields that are gone.
func TestTextsAreOfFields(t *testing.T) {
	fields := make(map[string]bool)
	eachVerb(func(s *service, _ string, v verb) {
		b, err := v.bind(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, slot := range b.Slots() {
			if slot.Owner != nil {
				fields[s.name+" "+slot.Owner.Name()+"."+slot.Field] = true
			}
		}
	})
	for _, s := range services() {
		source, err := os.ReadFile(filepath.Join("..", "meta", s.name+".go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`"(\w+Input\.\w+)"`).FindAllStringSubmatch(string(source), -1) {
			if !fields[s.name+" "+name[1]] {
				t.Errorf("%s: no command has %s", s.name, name[1])
			}
		}
	}
}

// The examples of the help are command lines that parse.
func TestExamplesParse(t *testing.T) {
	a, _, _ := testApp()
	for _, cmd := range leaves(a.root()) {
		for line := range strings.SplitSeq(cmd.Example, "\n") {
			if err := parses(t, line); err != nil {
				t.Errorf("%s: %q: %v", cmd.CommandPath(), strings.TrimSpace(line), err)
			}
		}
	}
}

func parses(t *testing.T, line string) error {
	t.Helper()
	args, err := shellWords(strings.TrimSpace(line))
	if err != nil {
		return err
	}
	a, _, _ := testApp(args...)
	cmd, rest, err := a.root().Find(args[1:])
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	path := strings.Fields(cmd.CommandPath())
	for _, s := range services() {
		if s.name != path[1] {
			continue
		}
		var found verb
		sess := &session{app: a, service: s}
		if len(path) == 3 {
			i := slices.IndexFunc(s.extra(), func(v verb) bool { return v.name() == path[2] })
			if i < 0 {
				return nil // the help of a group
			}
			found = s.extra()[i]
		} else if found, err = sess.find(path[2], path[3]); err != nil {
			return err
		}
		b, err := found.bind(s)
		if err != nil {
			return err
		}
		return b.Args(cmd.Flags().Args())
	}
	return nil
}

// shellWords splits a line as a shell does, without running anything.
func shellWords(line string) ([]string, error) {
	var out []string
	var word strings.Builder
	quote, in := rune(0), false
	for _, c := range line {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote, in = c, true
		case quote == 0 && c == ' ':
			if in {
				out = append(out, word.String())
				word.Reset()
			}
			in = false
		default:
			word.WriteRune(c)
			in = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a quote is not closed")
	}
	if in {
		out = append(out, word.String())
	}
	return out, nil
}

func TestShellWords(t *testing.T) {
	got, err := shellWords(`a 'b c' "d e" f`)
	if diff := cmp.Diff([]string{"a", "b c", "d e", "f"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
