package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
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
			for path := range strings.SplitSeq(column, "|") {
				if !slices.Contains(knownOf(inv), path) {
					t.Errorf("%s: no column %q", path, column)
				}
			}
		}
	})
}
