package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const changelog = "CHANGELOG.md"

// tree is the repository now, in the working folder, and as it was.
type tree struct {
	base    string // as it was asked for
	version string // the newest tag, "" without one
	scratch string // a folder for what is made on the way
	before  string // the repository as it was, a folder
}

func openTree(ctx context.Context, base string) (*tree, error) {
	tag, err := git(ctx, "describe", "--tags", "--abbrev=0", "--match", "v*")
	if err != nil {
		tag = nil
	}
	t := &tree{base: base, version: strings.TrimSpace(string(tag))}
	if t.base == "" {
		t.base = t.version
	}
	if t.base == "" {
		return nil, errors.New("there is no tag yet: say -base COMMIT, or make api-diff BASE=COMMIT")
	}
	if _, err := git(ctx, "rev-parse", "--verify", "--quiet", t.base+"^{commit}"); err != nil {
		return nil, fmt.Errorf("there is no commit %s here", t.base)
	}
	if t.scratch, err = os.MkdirTemp("", "apigate"); err != nil {
		return nil, err
	}
	t.before = filepath.Join(t.scratch, "before")
	if _, err := git(ctx, "worktree", "add", "--detach", "--quiet", t.before, t.base); err != nil {
		return nil, errors.Join(err, os.RemoveAll(t.scratch))
	}
	return t, nil
}

// close takes away what was made on the way.
func (t *tree) close(ctx context.Context) {
	_, _ = git(ctx, "worktree", "remove", "--force", t.before)
	_ = os.RemoveAll(t.scratch)
}

// old is a file as it was.
func (t *tree) old(path string) ([]byte, error) {
	return os.ReadFile(filepath.Join(t.before, path)) //nolint:gosec // this program's own words
}

func git(ctx context.Context, args ...string) ([]byte, error) {
	return command(ctx, ".", "git", args...)
}

// command gives what a program writes. Its error has what it complained of.
func command(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // this program's own words
	var out, complaints bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &complaints
	if err := cmd.Run(); err != nil {
		return out.Bytes(), fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, strings.TrimSpace(complaints.String()))
	}
	return out.Bytes(), nil
}

// missing reports a file that is not there.
func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}
