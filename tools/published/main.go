// Command published makes module zips of the tree, serves them as a module proxy
// does, and installs the command line from them as its users do:
//
//	go run ./tools/published
//
// It fails when a module needs what only a clone has: a replace line, a file
// outside of it, or another version of the library than this tree is.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

const (
	library = "github.com/backup-sdk/backup-go"
	command = library + "/cmd/backupctl"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "published:", err)
		os.Exit(1)
	}
}

// run looks for the tree in the working directory.
func run(ctx context.Context, out io.Writer) (failed error) {
	work, err := os.MkdirTemp("", "published-")
	if err != nil {
		return err
	}
	defer func() { failed = errors.Join(failed, os.RemoveAll(work)) }()

	version, err := askedVersion(filepath.Join("cmd", "backupctl", "go.mod"))
	if err != nil {
		return err
	}
	proxy := filepath.Join(work, "proxy")
	for path, dir := range map[string]string{
		library: ".", library + "/fleet": "fleet", library + "/otel": "otel", command: filepath.Join("cmd", "backupctl"),
	} {
		if err := publish(ctx, proxy, path, version, dir); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	binary, err := install(ctx, work, proxy, command+"@"+version)
	if err != nil {
		return err
	}
	text, err := exec.CommandContext(ctx, binary, "demo").CombinedOutput()
	if err != nil {
		return fmt.Errorf("the installed program: %w\n%s", err, text)
	}
	fmt.Fprintf(out, "go install %s@%s works, and so does its demo\n", command, version)
	return nil
}

// install runs `go install` where only the proxy knows our modules. The modules
// of others come from the cache of this machine, and the rest by its own proxy.
// The module cache is a new one, for these versions are not what will be released.
func install(ctx context.Context, work, proxy, what string) (binary string, err error) {
	text, err := exec.CommandContext(ctx, "go", "env", "GOMODCACHE", "GOPROXY", "GONOSUMDB").Output()
	if err != nil {
		return "", err
	}
	settings := strings.Split(string(text), "\n")
	downloads := filepath.Join(settings[0], "cache", "download")
	bin := filepath.Join(work, "bin")
	cmd := exec.CommandContext(ctx, "go", "install", what)
	cmd.Dir = work
	cmd.Env = append(os.Environ(),
		"GOPROXY="+fileURL(proxy)+","+fileURL(downloads)+","+settings[1],
		"GONOSUMDB="+strings.Trim(library+","+settings[2], ","), // not yet in the public list of sums
		"GOMODCACHE="+filepath.Join(work, "modules"),
		"GOBIN="+bin, "GOWORK=", "GOFLAGS=-modcacherw",
	)
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go install %s: %w\n%s", what, err, text)
	}
	names, err := filepath.Glob(filepath.Join(bin, "backupctl*"))
	if err != nil || len(names) != 1 {
		return "", fmt.Errorf("go install made %v: %w", names, err)
	}
	return names[0], nil
}

func fileURL(dir string) string {
	return "file://" + strings.Replace("/"+filepath.ToSlash(dir), "//", "/", 1)
}
