// Command site makes the documents of the repository into a static site that needs
// nothing from outside: pages from Markdown, one page for each specification, and a
// search that runs in the reader's browser.
//
//	go run ./tools/site -out dist/site -commands dist/docs -redocly specs/lint/node_modules/.bin/redocly -check
//
// Links are checked always. With -check a browser looks at the pages too, and
// -pictures is where it leaves what it saw.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	var o options
	flag.StringVar(&o.root, "root", ".", "the `folder` of the repository")
	flag.StringVar(&o.out, "out", "dist/site", "write the site into this `folder`, which is emptied")
	flag.StringVar(&o.commands, "commands", "dist/docs", "the `folder` of the pages about the command line; make docs-cli makes it")
	redocly := flag.String("redocly", "specs/lint/node_modules/.bin/redocly", "the `program` that draws the specifications")
	look := flag.Bool("check", false, "look at the pages in a browser")
	pictures := flag.String("pictures", "", "keep screenshots in this `folder`")
	flag.Parse()
	o.draw = redoc(*redocly)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, o, *look, *pictures)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, look bool, pictures string) error {
	if err := build(ctx, o); err != nil {
		return err
	}
	found, err := brokenLinks(o.out)
	if err != nil {
		return err
	}
	if look || pictures != "" {
		seen, err := inBrowser(ctx, o.out, pictures)
		if err != nil {
			return err
		}
		found = append(found, seen...)
	}
	problems := make([]error, 0, len(found))
	for _, text := range found {
		problems = append(problems, errors.New(text))
	}
	return errors.Join(problems...)
}
