// Command vendordiff compares specs/cbr.yaml with what the vendor itself publishes:
// the newest release of its Go SDK, which is made of the vendor's own definitions.
//
//	go run ./tools/vendordiff -write dist/vendor-diff.md
//
// It tells which operations, fields, values and duties the SDK has and the
// specification has not. What only the specification has is counted: it comes from
// documents, other clients and responses that were seen.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

const sdk = "github.com/huaweicloud/huaweicloud-sdk-go-v3"

func main() {
	version := flag.String("version", "latest", "the `version` of the vendor's SDK")
	write := flag.String("write", "", "also write the report to this `file`")
	check := flag.Bool("check", false, "end with exit code 1 when the vendor has something that is not in the specification")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, *version, *write, *check)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "vendordiff:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, version, write string, check bool) error {
	dir, version, err := download(ctx, version)
	if err != nil {
		return err
	}
	theirs, err := readSDK(filepath.Join(dir, "services", "cbr", "v1"))
	if err != nil {
		return err
	}
	s, err := spec.Load(filepath.Join("specs", "cbr.yaml")) //nolint:contextcheck // it reads a file
	if err != nil {
		return err
	}
	ours := readSpec(s)
	r := compare(version, theirs, ours)
	r = r.settle(reviewed())
	text := r.String()
	if _, err := io.WriteString(out, text); err != nil {
		return err
	}
	if write != "" {
		if err := os.WriteFile(write, []byte(text), 0o644); err != nil { //nolint:gosec,mnd // a report for everybody
			return err
		}
	}
	if check && len(r.news) > 0 {
		return fmt.Errorf("version %s of the vendor's SDK has %d things that the specification has not", version, len(r.news))
	}
	return nil
}

// download gets the SDK through the module proxy.
func download(ctx context.Context, version string) (dir, found string, err error) {
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", sdk+"@"+version) //nolint:gosec // a version, said by the user
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	runErr := cmd.Run()
	var module struct{ Dir, Version, Error string }
	if err := json.Unmarshal(out.Bytes(), &module); err != nil {
		return "", "", fmt.Errorf("go mod download: %w\n%s", runErr, complaints.String())
	}
	if module.Error != "" {
		return "", "", fmt.Errorf("go mod download: %s", module.Error)
	}
	return module.Dir, module.Version, nil
}
