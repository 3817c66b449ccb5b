// Command release makes the tags of a release, on all modules that go together, once
// nothing stands against it:
//
//	go run ./tools/release -prepare v0.2.0    the version in all files; look, commit
//	go run ./tools/release -tag v0.2.0        the tags, here; nothing is pushed
//	go run ./tools/release -verify v0.2.0     what the workflow of a release looks at
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"golang.org/x/mod/semver"
)

func main() {
	prepare := flag.String("prepare", "", "write this `version` into all files")
	tag := flag.String("tag", "", "make the tags of this `version`")
	verify := flag.String("verify", "", "look whether HEAD is this `version`, with all its tags")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, ".", *prepare, *tag, *verify)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, dir, prepare, tag, verify string) error {
	t := &tree{dir: dir}
	switch {
	case prepare != "" && tag == "" && verify == "":
		if err := check(prepare); err != nil {
			return err
		}
		return t.prepare(prepare, time.Now())
	case tag != "" && prepare == "" && verify == "":
		return t.release(ctx, out, tag)
	case verify != "" && prepare == "" && tag == "":
		return t.verify(ctx, out, verify)
	}
	return errors.New("one of -prepare, -tag and -verify is needed, with a version such as v0.2.0: make release VERSION=v0.2.0")
}

// check finds what is no version.
func check(version string) error {
	if !semver.IsValid(version) || semver.Canonical(version) != version || semver.Build(version) != "" {
		return fmt.Errorf("%q is no version such as v0.2.0 or v1.0.0-rc.1", version)
	}
	return nil
}

// release looks at everything and makes the tags.
func (t *tree) release(ctx context.Context, out io.Writer, version string) error {
	if err := check(version); err != nil {
		return err
	}
	problems, err := t.problems(ctx, version)
	if err != nil {
		return err
	}
	gate, err := t.gate(ctx, version)
	if err != nil {
		return err
	}
	tags, err := t.tagProblems(ctx, version)
	if err != nil {
		return err
	}
	if err := errors.Join(append(append(problems, gate...), tags...)...); err != nil {
		return fmt.Errorf("%s cannot be released yet:\n%w", version, err)
	}
	for _, m := range modules() {
		if _, err := t.git(ctx, "tag", "-a", m.tag(version), "-m", m.tag(version)); err != nil {
			return err
		}
		fmt.Fprintln(out, m.tag(version))
	}
	fmt.Fprintf(out, "made here; to release:\n  git push --atomic origin %s\n", tagList(version))
	return nil
}

// verify looks whether HEAD is a version with all its tags.
func (t *tree) verify(ctx context.Context, out io.Writer, version string) error {
	if err := check(version); err != nil {
		return err
	}
	problems, err := t.problems(ctx, version)
	if err != nil {
		return err
	}
	head, err := t.git(ctx, "rev-parse", "HEAD")
	if err != nil {
		return err
	}
	for _, m := range modules() {
		at, err := t.git(ctx, "rev-parse", "-q", "--verify", m.tag(version)+"^{commit}")
		switch {
		case err != nil:
			problems = append(problems, fmt.Errorf("there is no tag %s", m.tag(version)))
		case at != head:
			problems = append(problems, fmt.Errorf("the tag %s is on another commit, %.10s", m.tag(version), at))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("this is not %s:\n%w", version, err)
	}
	fmt.Fprintf(out, "%.10s is %s\n", head, version)
	return nil
}
