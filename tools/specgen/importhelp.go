package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/backup-sdk/backup-go/tools/specgen/helppages"
	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// importHelp compares help pages of an installation with a specification.
func importHelp(root string, out io.Writer, args []string) error {
	flags := flag.NewFlagSet("import-help", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		_, _ = fmt.Fprintln(out, "specgen import-help [flags] FILES…\n\nFILES are saved help pages, or directories of them (*.html, *.htm).") // a broken pipe shows at the next write
		flags.PrintDefaults()
	}
	name := flags.String("spec", "cloutility", "the `specification` to compare with")
	write := flags.String("write", "", "also write the report to this `file`, in Markdown")
	asJSON := flags.String("json", "", "write the report to this `file` as JSON")
	strict := flags.Bool("check", false, "fail when the pages have something that the specification has not")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return err
	case flags.NArg() == 0:
		return errors.New("import-help needs the files of saved help pages")
	}
	files, err := pageFiles(flags.Args())
	if err != nil {
		return err
	}
	file := filepath.Join("specs", *name+".yaml")
	s, err := spec.Load(filepath.Join(root, file))
	if err != nil {
		return err
	}
	pages := new(helppages.Pages)
	for _, f := range files {
		if err := readPage(pages, f); err != nil {
			return err
		}
	}
	c := helppages.Compare(pages, filepath.ToSlash(file), s.Doc)
	text := c.String()
	if _, err := io.WriteString(out, text); err != nil {
		return err
	}
	if *write != "" {
		if err := os.WriteFile(*write, []byte(text), 0o644); err != nil { //nolint:gosec,mnd // a report for everybody
			return err
		}
	}
	if *asJSON != "" {
		data, err := json.MarshalIndent(c, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(*asJSON, append(data, '\n'), 0o644); err != nil { //nolint:gosec,mnd // a report for everybody
			return err
		}
	}
	if n := c.News(); *strict && n > 0 {
		return fmt.Errorf("the pages have %d things that %s has not", n, filepath.ToSlash(file))
	}
	return nil
}

func readPage(pages *helppages.Pages, file string) error {
	f, err := os.Open(file) //nolint:gosec // named by the caller
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was read
	return pages.Read(file, f)
}

// pageFiles are the files named, and the pages in the directories named.
func pageFiles(args []string) ([]string, error) {
	var out []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			out = append(out, arg)
			continue
		}
		before := len(out)
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if ext := strings.ToLower(filepath.Ext(path)); err == nil && !d.IsDir() && (ext == ".html" || ext == ".htm") {
				out = append(out, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(out) == before {
			return nil, fmt.Errorf("%s has no *.html or *.htm", arg)
		}
	}
	return out, nil
}
