package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
)

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
	known := strings.NewReplacer("IPv4", "", "PrefixNodeId", "", "NodeIdPostfix", "", "VMware", "",
		"PoINT", "", "NotSet", "", "finishedBurn", "", "manualTrigger", "", "burnedClean", "")
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
