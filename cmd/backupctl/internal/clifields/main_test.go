package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestComments(t *testing.T) {
	tests := []struct {
		name, text, want string
		generated        bool
	}{
		{"Name", "Name is a vault's name.", "a vault's name", false},
		{"Limit", "Limit is the size of a page. It is 100 by default.", "the size of a page. It is 100 by default", false},
		{"On", "On says so. Nil is the server's default.", "on says so", false},
		{"StartTime", "StartTime and EndTime bound it.", "--start-time and --end-time bound it", false},
		{"ID", "UUID of the image, see [Image].", "UUID of the image, see Image", false},
		{"Key", "Key is one of [ImagesService.CopyOptions].", `one of "image copy-options"`, false},
		{"X", "", "", false},
		{"DayBackups", "DayBackups Days whose last backup is kept.", "days whose last backup is kept", true},
	}
	for _, tt := range tests {
		field := &ast.Field{Doc: &ast.CommentGroup{List: []*ast.Comment{{Text: "// " + tt.text}}}}
		if got := comment(tt.name, field, []string{"Name", "StartTime", "EndTime"}, tt.generated); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestSource(t *testing.T) {
	text := `package zomro
import "gen/zomroapi"
type Alias = zomroapi.Thing
type State string
const (
	StateOn State = "on"
	StateOff State = "off"
	other = "no"
)
type Input struct {
	// Size in GB.
	Size int
	State State // how it is
	Nested []Inner
	hidden int
}
type Inner struct {
	A int // an a
}
type Unused struct { B int } // never an input
func (s *Service) Do(in Input, a *Alias) error { return nil }
`
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	s := &source{structs: map[string]*ast.StructType{}, aliases: map[string]string{}, consts: map[string][]string{}}
	for _, decl := range file.Decls {
		s.add("zomro", decl, true)
	}
	if diff := cmp.Diff(map[string]string{"zomro.Input.Size": "size in GB", "zomro.Input.State": "how it is", "zomro.Inner.A": "an a"}, s.fields()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string][]string{"zomro.State": {"on", "off"}}, s.values()); diff != "" {
		t.Error(diff)
	}
}

// What is in the tree is what would be written.
func TestUpToDate(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..")
	s, err := read(root)
	if err != nil {
		t.Fatal(err)
	}
	want, err := write(s.fields(), s.values())
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, output))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("run go generate: %s", diff)
	}
}
