package specs_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the folder of the repository.
const root = "../.."

// goBlock is a piece of Go in a document.
type goBlock struct{ document, source string }

func goBlocks(t *testing.T) []goBlock {
	t.Helper()
	var out []goBlock
	fence := regexp.MustCompile("(?s)\n```go\n(.*?)\n```")
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if filepath.Base(path) == "adding-an-endpoint.md" {
				continue // of an invented endpoint; TestOneEdit of tools/specgen does what it says
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range fence.FindAllStringSubmatch(string(data), -1) {
				out = append(out, goBlock{filepath.Base(path), m[1]})
			}
		}
	}
	if len(out) < 8 {
		t.Errorf("only %d pieces of Go found: the documents are written in another way now", len(out))
	}
	return out
}

// The Go in the documents compiles, as the body of a function that has what the text
// around it speaks of. A method is one that the tree has, to the letter.
func TestDocumentsCompile(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("package specs\n\nimport (\n")
	for _, path := range []string{"context", "errors", "fmt", "log", "os", "testing", "time"} {
		fmt.Fprintf(&b, "\t%q\n", path)
	}
	for _, path := range []string{"cbr", "cbr/cbrtest", "cloutility", "zomro", "otel", "protection", "protection/cbrsource"} {
		fmt.Fprintf(&b, "\t%q\n", "github.com/backup-sdk/backup-go/"+path)
	}
	b.WriteString("\tbackup \"github.com/backup-sdk/backup-go\"\n)\n\n")
	// Not every document has a use for every package.
	b.WriteString("var (\n\t_ context.Context\n\t_ = errors.New\n\t_ = fmt.Sprint\n\t_ = log.Print\n\t_ = os.Getenv\n\t_ testing.TB\n\t_ time.Time\n\t_ *cbrtest.Server\n\t_ *cloutility.Client\n\t_ *zomro.Client\n\t_ protection.Row\n\t_ cbrsource.Config\n\t_ otel.Option\n)\n\n")
	b.WriteString("var (\n\tctx context.Context\n\tclient *cbr.Client\n\tvaultID, backupID, diskID, id, password, ak, sk string\n\tinstanceID int64\n\tzomroClient *zomro.Client\n\tportal *cloutility.Client\n\tmachines []cloutility.EnrollInput\n\tconfig zomro.Config\n)\n\n")
	for i, block := range goBlocks(t) {
		switch {
		case strings.Contains(block.source, "\nfunc (s *") || strings.HasPrefix(block.source, "func (s *"):
			if !inTree(t, block.source) {
				t.Errorf("%s shows a method that the tree has not:\n%s", block.document, block.source)
			}
		case strings.HasPrefix(block.source, "func Test"):
			fmt.Fprintf(&b, "%s\n\n", withUses(t, block.source))
		default:
			fmt.Fprintf(&b, "func piece%d() error {\n\treturn func() error {\n%s\n\t\treturn nil\n\t}()\n}\n\n", i, uses(t, block.source))
		}
	}
	compiles(t, b.Bytes())
}

// inTree reports whether a file of a facade or fake has these lines.
func inTree(t *testing.T, source string) bool {
	t.Helper()
	for _, dir := range []string{"cbr", "cbr/cbrtest", "zomro", "zomro/zomrotest", "cloutility", "cloutility/cloutilitytest"} {
		paths, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(data, []byte(source)) {
				return true
			}
		}
	}
	return false
}

// uses has each variable of a body used: a document goes on after it.
func uses(t *testing.T, body string) string {
	t.Helper()
	const head = "package p\n\nfunc f() error {\n"
	file, err := parser.ParseFile(token.NewFileSet(), "", head+body+"\nreturn nil\n}\n", parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("%v in\n%s", err, body)
	}
	var b strings.Builder
	b.WriteString(body + "\n")
	for _, name := range assigned(file) {
		fmt.Fprintf(&b, "_ = %s\n", name)
	}
	return b.String()
}

// withUses is uses for a whole function.
func withUses(t *testing.T, function string) string {
	t.Helper()
	head, body, _ := strings.Cut(function, "{\n")
	return head + "{\n" + uses(t, strings.TrimSuffix(strings.TrimSpace(body), "}")) + "}"
}

// assigned are the variables that the function of a file makes, those in its blocks
// left out.
func assigned(file *ast.File) []string {
	var out []string
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		for _, statement := range f.Body.List {
			if a, ok := statement.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
				for _, left := range a.Lhs {
					if id, ok := left.(*ast.Ident); ok && id.Name != "_" {
						out = append(out, id.Name)
					}
				}
			}
		}
	}
	return out
}
