package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// Every flag that a message of the program names is one of a command.
func TestMessagesNameFlagsThatExist(t *testing.T) {
	a, _, _ := testApp()
	flags := map[string]bool{"help": true, "version": true}
	for _, cmd := range leaves(a.root()) {
		cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { flags[f.Name] = true })
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) { flags[f.Name] = true })
	}
	named := regexp.MustCompile(`--([a-z][a-z0-9-]*[a-z0-9])`)
	files, err := filepath.Glob(filepath.Join("..", "*", "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	seen := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || strings.Contains(file, "clidocs") || strings.Contains(file, ".gen.") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				for _, m := range named.FindAllStringSubmatch(literal.Value, -1) {
					seen++
					if !flags[m[1]] {
						t.Errorf("%s: %s names --%s, which no command has", file, literal.Value, m[1])
					}
				}
			}
			return true
		})
	}
	if seen < 50 {
		t.Errorf("%d flags in messages: the search finds too little", seen)
	}
}

// An error about a field names the flag or the argument that the command has for
// it, whatever structure it is in.
func TestHintsAboutFields(t *testing.T) {
	a, _, _ := testApp()
	root := a.root()
	eachVerb(func(s *service, group string, v verb) {
		path := slices.DeleteFunc([]string{s.name, group, v.name()}, func(word string) bool { return word == "" })
		cmd, _, err := root.Find(path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := v.bind(s)
		if err != nil {
			t.Fatal(err)
		}
		inv := &invocation{session: &session{app: a, service: s}, verb: v, binding: b}
		for _, slot := range b.Slots() {
			field := strings.ToLower(slot.Word.Name) + "ID"
			if slot.Owner != nil {
				field = slot.Owner.Name() + "." + slot.Field
			}
			hint := inv.aboutField(field)
			flag, isFlag := strings.CutPrefix(hint, "this is about --")
			switch {
			case hint == "":
				t.Errorf("%v: nothing about %s", path, field)
			case isFlag && cmd.Flags().Lookup(flag) == nil && cmd.InheritedFlags().Lookup(flag) == nil:
				t.Errorf("%v: there is no --%s for %s", path, flag, field)
			case isFlag && slot.Flag != "" && slot.Flag != flag:
				t.Errorf("%v: --%s for %s, not --%s", path, flag, field, slot.Flag)
			}
		}
		if hint := inv.aboutField("NoSuchInput.NoSuchField"); strings.Contains(hint, "--no-such") {
			t.Errorf("%v: %q", path, hint)
		}
	})
}

// The commands that hints name work where the failure was, and the hints fit it.
func TestHintsFitTheFailure(t *testing.T) {
	l := newLab(t)
	path := l.env["BACKUPCTL_CONFIG"]
	delete(l.env, "BACKUPCTL_CONFIG")
	elsewhere := filepath.Join(filepath.Dir(path), "my contexts.yaml")
	if err := os.Rename(path, elsewhere); err != nil {
		t.Fatal(err)
	}
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	in := []string{"--config", elsewhere, "--context", "zlab", "zomro", "--max-attempts", "1"}
	quoted := "'" + elsewhere + "'"
	for name, tt := range map[string]struct {
		args []string
		code int
		want []string
	}{
		"wrong address": {[]string{"instance", "list", "--url", l.URL + "/nothing", "--insecure-http"}, problems.NotFound, []string{"not the service", "context show zlab`"}},
		"refused":       {[]string{"instance", "list", "--url", "http://127.0.0.1:1/", "--insecure-http"}, problems.Unavailable, []string{"nothing listens there"}},
		"no TLS":        {[]string{"instance", "list", "--url", strings.Replace(l.URL, "http://", "https://", 1) + "/zomro"}, problems.Unavailable, []string{"begins with https"}},
		"not trusted":   {[]string{"instance", "list", "--url", secure.URL}, problems.Unavailable, []string{"does not trust the certificate"}},
		"not found":     {[]string{"backup", "get", "99999"}, problems.NotFound, []string{"look at the list", "context list`"}},
		"wrong":         {[]string{"instance", "list", "--password", "env:WRONG"}, problems.Unauthenticated, []string{"context show zlab`"}},
		"field":         {[]string{"instance", "update", "0", "--server-name", "x"}, problems.Invalid, []string{"this is about the argument INSTANCE"}},
		"no context":    {[]string{"instance", "list", "--context", "nosuch"}, problems.Usage, []string{"there is no context"}},
	} {
		l.env["WRONG"] = "wrong-password"
		code, _, errs := l.run(t, append(slices.Clone(in), tt.args...)...)
		if code != tt.code {
			t.Errorf("%s: exit code %d, %s", name, code, errs)
		}
		for _, want := range tt.want {
			if !strings.Contains(errs, want) {
				t.Errorf("%s: no %q in %s", name, want, errs)
			}
		}
		for _, m := range regexp.MustCompile("`backupctl ([^`]*)`").FindAllStringSubmatch(errs, -1) {
			if !strings.HasPrefix(m[1], "--config "+quoted+" ") {
				t.Errorf("%s: %s forgets --config", name, m[0])
			}
			if err := parses(t, "backupctl "+m[1]); err != nil {
				t.Errorf("%s: %s: %v", name, m[0], err)
			}
		}
	}
	// What goes on is waited for at the same place.
	_, _, errs := l.run(t, append(slices.Clone(in), "backup", "create", "b", "--url", l.URL+"/zomro", "--insecure-http")...)
	want := "--config " + quoted + " --context zlab --insecure-http=true --url " + l.URL + "/zomro"
	if !strings.Contains(errs, "going on; to wait for it: backupctl zomro backup wait ") || !strings.Contains(errs, want) {
		t.Errorf("%q has no %q", errs, want)
	}
	if line := regexp.MustCompile(`backupctl zomro .*`).FindString(errs); parses(t, line) != nil {
		t.Errorf("%s: %v", line, parses(t, line))
	}
}
