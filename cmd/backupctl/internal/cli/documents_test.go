package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// root is the repository's folder.
const root = "../../../.."

// Every command in a document is one that parses: what stands in a block of sh or
// text, and what stands between backticks.
func TestDocumentsNameCommandsThatExist(t *testing.T) {
	found := 0
	for _, path := range documents(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range commandsIn(string(data)) {
			found++
			err := parses(t, line.text)
			if errors.Is(err, pflag.ErrHelp) || line.mention && err != nil && strings.HasPrefix(err.Error(), "missing argument") {
				err = nil
			}
			if err != nil {
				t.Errorf("%s: %q: %v", strings.TrimPrefix(path, root+"/"), line.text, err)
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d commands found: the documents are written in another way now", found)
	}
}

// documents are the pages of the repository, and what it tells other programs.
func documents(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch name := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && (name == "node_modules" || name == "dist" || name == ".git" || name == "testdata"):
			return fs.SkipDir
		case strings.HasSuffix(name, ".md") || name == "llms.txt":
			out = append(out, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// documented is a command of a document; a mention stands in a sentence, and need not be
// whole.
type documented struct {
	text    string
	mention bool
}

var between = regexp.MustCompile("`(backupctl [^`\n]+)`")

// commandsIn are the command lines of a document that can be held to the tree:
// those without places for something else, such as "…" or SERVICE.
func commandsIn(text string) []documented {
	var lines []documented
	language, inside, before := "", false, ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if word, fence := strings.CutPrefix(line, "```"); fence {
			language, inside = word, !inside
			continue
		}
		if !inside {
			for _, span := range between.FindAllStringSubmatch(line, -1) {
				lines = append(lines, documented{span[1], true})
			}
			continue
		}
		if language != "sh" && language != "console" && language != "text" {
			continue
		}
		line = before + strings.TrimPrefix(line, "$ ")
		if rest, continued := strings.CutSuffix(line, "\\"); continued {
			before = rest
			continue
		}
		before = ""
		line = strings.Replace(line, "go run ./cmd/backupctl ", "backupctl ", 1)
		line, _, _ = strings.Cut(line, " #")
		lines = append(lines, documented{text: line})
	}
	var out []documented
	for _, line := range lines {
		text, _, _ := strings.Cut(line.text, " | ")
		text, _, _ = strings.Cut(text, " > ")
		if strings.HasPrefix(text, "backupctl ") && !strings.ContainsAny(text, "…<") && !strings.Contains(text, "SERVICE") {
			line.text = strings.TrimSpace(text)
			out = append(out, line)
		}
	}
	return out
}

// What llms.txt and the pages point to inside the repository is there.
func TestDocumentsPointToWhatIsThere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:\s]+)(?:#[^)]*)?\)`)
	for _, path := range documents(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(data), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s points to %s, which is not there", strings.TrimPrefix(path, root+"/"), m[1])
			}
		}
	}
}

// SKILL.md tells the exit codes that there are.
func TestSkillTellsExitCodes(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, "SKILL.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(data), "## Exit codes")
	text, _, _ = strings.Cut(text, "\n## ")
	for line := range strings.Lines(helpExitCodes().Long) {
		code, _, ok := strings.Cut(strings.TrimSpace(line), " ")
		if ok && strings.Trim(code, "0123456789") == "" && !regexp.MustCompile(`\b`+code+` [a-z]`).MatchString(text) {
			t.Errorf("exit code %s is missing", code)
		}
	}
}

func TestCommandsIn(t *testing.T) {
	got := commandsIn("Say `backupctl version`, not `backupctl SERVICE list` nor `backupctl …`.\n\n```sh\nbackupctl zomro backup list \\\n  -o json | jq . # all\necho backupctl\ngo run ./cmd/backupctl demo\n```\n")
	want := []documented{{"backupctl version", true}, {text: "backupctl zomro backup list -o json"}, {text: "backupctl demo"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
