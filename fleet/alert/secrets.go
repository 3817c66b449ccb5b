package alert

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// Lookup finds the secret that a reference stands for.
type Lookup func(ctx context.Context, reference string) (backup.Secret, error)

// maxSecret bounds files with secrets, in bytes.
const maxSecret = 64 << 10

// Find is the [Lookup] of configurations that name none: env:NAME is a variable of the
// environment, file:PATH a file, whose line breaks at the end do not count.
func Find(_ context.Context, reference string) (backup.Secret, error) {
	kind, name, _ := strings.Cut(reference, ":")
	var text string
	switch {
	case kind == "env" && name != "":
		text = os.Getenv(name) //nolint:forbidigo // the reference says so
	case kind == "file" && name != "":
		file, err := os.Open(name) //nolint:gosec // the user's own file
		if err != nil {
			return backup.Secret{}, fmt.Errorf("alert: secret: %w", err)
		}
		defer func() { _ = file.Close() }()
		data, err := io.ReadAll(io.LimitReader(file, maxSecret))
		if err != nil {
			return backup.Secret{}, fmt.Errorf("alert: secret: %w", err)
		}
		text = strings.TrimRight(string(data), "\r\n")
	default:
		return backup.Secret{}, errors.New("alert: a secret is named by env:NAME or file:PATH")
	}
	if text == "" {
		return backup.Secret{}, fmt.Errorf("alert: the secret of %s is empty", reference)
	}
	return backup.NewSecret(text), nil
}

// isReference reports whether a setting names a secret. Anything else may be one.
func isReference(text string) bool {
	kind, name, _ := strings.Cut(text, ":")
	return (kind == "env" || kind == "file") && name != ""
}

// without cuts secrets out of a text of others.
func without(text string, secrets ...backup.Secret) string {
	for _, s := range secrets {
		if !s.IsZero() {
			text = strings.ReplaceAll(text, s.Reveal(), "REDACTED")
		}
	}
	return text
}
