package main

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// compareBuilds builds the smallest programs that create a checkpoint, each with
// an empty build cache, and measures them.
func (r *results) compareBuilds(ctx context.Context, out io.Writer) error {
	fmt.Fprint(out, "### Programs\n\nThe smallest program that creates a checkpoint: built with an empty cache, stripped, "+
		"and the modules it needs as they are downloaded.\n\n| Made | Build, CPU | × | | Size | More | Modules | Download |\n|---|---|---|---|---|---|---|---|\n")
	programs := []struct{ name, dir string }{{byHand, "./programs/floor"}, {ours, "./programs/sdk"}, {vendors, "./programs/peer"}}
	const rounds = 3 // in turns
	for range rounds {
		for _, program := range programs {
			b, err := measureBuild(ctx, program.dir)
			if err != nil {
				return fmt.Errorf("%s: %w", program.dir, err)
			}
			b.times = append(r.builds[program.name].times, b.times...)
			r.builds[program.name] = b
		}
	}
	base := r.builds[byHand]
	for _, program := range programs {
		b := r.builds[program.name]
		times := b.against(base)
		fmt.Fprintf(out, "| %s | %.1f s | %.2f | %.2f–%.2f | %.2f MB | %.0f kB | %d | %.1f MB |\n", program.name, spreadOf(b.times).median, times.median, times.low, times.high,
			float64(b.size)/1e6, float64(b.size-base.size)/1e3, b.modules, float64(b.download)/1e6)
	}
	fmt.Fprintln(out)
	return weigh(ctx, out)
}

type build struct {
	times    []float64 // seconds of the processors, of each build
	size     int64
	modules  int
	download int64 // bytes of the modules' zip files
}

// against compares with another program build by build.
func (b build) against(other build) spread {
	var ratios []float64
	for i := range b.times {
		ratios = append(ratios, b.times[i]/other.times[i])
	}
	return spreadOf(ratios)
}

func measureBuild(ctx context.Context, dir string) (build, error) {
	var b build
	tmp, err := os.MkdirTemp("", "bench")
	if err != nil {
		return b, err
	}
	defer os.RemoveAll(tmp)
	binary := filepath.Join(tmp, "program")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, dir)
	cmd.Env = append(os.Environ(), "GOCACHE="+filepath.Join(tmp, "cache"), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		return b, fmt.Errorf("%w: %s", err, text)
	}
	b.times = []float64{(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()}
	info, err := os.Stat(binary)
	if err != nil {
		return b, err
	}
	b.size = info.Size()
	b.modules, b.download, err = modulesOf(ctx, dir)
	return b, err
}

// modulesOf finds the modules of a program's packages and adds up their zip
// files; this library's own, which is not downloaded here, is zipped to know.
func modulesOf(ctx context.Context, dir string) (n int, size int64, err error) {
	text, err := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", dir).Output()
	if err != nil {
		return 0, 0, err
	}
	seen := make(map[string]bool)
	for path := range strings.FieldsSeq(string(text)) {
		if seen[path] || strings.HasSuffix(path, "/bench") {
			continue
		}
		seen[path] = true
		n++
		bytes, err := zipSize(ctx, path)
		if err != nil {
			return n, size, err
		}
		size += bytes
	}
	return n, size, nil
}

func zipSize(ctx context.Context, path string) (int64, error) {
	if path == "github.com/backup-sdk/backup-go" {
		return ownZip(ctx)
	}
	text, err := exec.CommandContext(ctx, "go", "mod", "download", "-json", path).Output()
	if err != nil {
		return 0, err
	}
	var module struct{ Zip string }
	if err := json.Unmarshal(text, &module); err != nil {
		return 0, err
	}
	info, err := os.Stat(module.Zip)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// ownZip is what the module proxy would serve of this library: the committed
// files, without those of nested modules.
func ownZip(ctx context.Context) (int64, error) {
	text, err := exec.CommandContext(ctx, "git", "-C", filepath.Join("..", ".."), "ls-files").Output()
	if err != nil {
		return 0, err
	}
	names := strings.Fields(string(text))
	var nested []string
	for _, name := range names {
		if dir, ok := strings.CutSuffix(name, "/go.mod"); ok {
			nested = append(nested, dir+"/")
		}
	}
	var size counter
	w := zip.NewWriter(&size)
	for _, name := range names {
		if within(name, nested) {
			continue
		}
		if err := add(w, name); err != nil {
			return 0, err
		}
	}
	err = w.Close()
	return int64(size), err
}

func within(name string, dirs []string) bool {
	for _, dir := range dirs {
		if strings.HasPrefix(name, dir) {
			return true
		}
	}
	return false
}

func add(w *zip.Writer, name string) error {
	data, err := os.ReadFile(filepath.Join("..", "..", name))
	if errors.Is(err, os.ErrNotExist) {
		return nil // deleted and not committed yet
	}
	if err != nil {
		return err
	}
	file, err := w.Create(name)
	if err == nil {
		_, err = file.Write(data)
	}
	return err
}

// counter counts what is written to it.
type counter int64

// Write implements [io.Writer].
func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
