package cbr

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// maxCredentialsFile is far more than a file of keys has.
const maxCredentialsFile = 64 << 10

// ConfigFromSDKFile makes a configuration from the credentials file of the
// vendor's SDKs, section [basic]:
//
//	[basic]
//	ak = HSTXXXXXXXXXXXXXXXXX
//	sk = …
//	security_token = …        (for temporary keys)
//	project_id = …            (optional)
//	iam_endpoint = https://…  (optional)
//
// Path is where it is; "" means HUAWEICLOUD_SDK_CREDENTIALS_FILE, and without
// that ~/.huaweicloud/credentials. Other sections are skipped. What cannot be
// read is an error that names the line but not what is in it. Sign-in with an
// identity provider (idp_id) is not supported. The error of a file that is not
// there matches [fs.ErrNotExist].
func ConfigFromSDKFile(region Region, path string) (Config, error) {
	if path == "" {
		path = os.Getenv(EnvSDKFile)
	}
	if path == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return Config{}, badEnv(EnvSDKFile, "is empty, and there is no home directory")
		}
		path = filepath.Join(home, ".huaweicloud", "credentials")
	}
	fields, err := readCredentialsFile(path)
	if err != nil {
		return Config{}, err
	}
	for _, name := range []string{"idp_id", "id_token_file"} {
		if fields[name] != "" {
			return Config{}, badEnv("credentials file", "names "+name+", which is not supported")
		}
	}
	for _, name := range []string{"ak", "sk"} {
		if fields[name] == "" {
			return Config{}, badEnv("credentials file", "has no "+name+" in section [basic]")
		}
	}
	return Config{
		Region:    region,
		ProjectID: fields["project_id"],
		Credentials: AccessKey{
			Access: fields["ak"], Secret: backup.NewSecret(fields["sk"]), SecurityToken: backup.NewSecret(fields["security_token"]),
		},
		IAMEndpoint: iamAddress(fields["iam_endpoint"]),
	}, nil
}

// fileError keeps the cause of a file that cannot be read.
type fileError struct {
	*backup.ArgumentError
	cause error
}

func (e *fileError) Unwrap() []error { return []error{e.ArgumentError, e.cause} }

func readCredentialsFile(path string) (map[string]string, error) {
	file, err := os.Open(path) //nolint:gosec // the caller's choice
	if err != nil {
		reason := "cannot be opened"
		if errors.Is(err, fs.ErrNotExist) {
			reason = "does not exist"
		}
		return nil, &fileError{&backup.ArgumentError{Provider: provider, Field: "credentials file", Reason: path + " " + reason}, err}
	}
	defer func() {
		_ = file.Close() // nothing was written
	}()
	data, err := io.ReadAll(io.LimitReader(file, maxCredentialsFile+1))
	switch {
	case err != nil:
		return nil, &fileError{&backup.ArgumentError{Provider: provider, Field: "credentials file", Reason: path + " cannot be read"}, err}
	case len(data) > maxCredentialsFile:
		return nil, badEnv("credentials file", "is too large")
	}
	return parseCredentials(data)
}

// parseCredentials reads the fields of section [basic] of an ini file.
func parseCredentials(data []byte) (map[string]string, error) {
	fields := make(map[string]string)
	section := ""
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	lines.Buffer(nil, maxCredentialsFile+1)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		invalid := func(reason string) error {
			return badEnv("credentials file", fmt.Sprintf("line %d %s", number, reason))
		}
		if line[0] == '[' {
			name, ok := strings.CutSuffix(line[1:], "]")
			if section = strings.TrimSpace(name); !ok || section == "" {
				return nil, invalid("is not a section")
			}
			continue
		}
		name, value, ok := cutField(line)
		switch {
		case !ok || name == "":
			return nil, invalid("is not of the form name = value")
		case section == "":
			return nil, invalid("stands before the first section")
		case section != "basic":
			continue
		}
		if _, twice := fields[name]; twice {
			return nil, invalid("sets " + knownField(name) + " a second time")
		}
		value, ok = fieldValue(value)
		if !ok {
			return nil, invalid("has a quote that is not closed")
		}
		fields[name] = value
	}
	if err := lines.Err(); err != nil {
		return nil, badEnv("credentials file", "cannot be read")
	}
	return fields, nil
}

// cutField splits a line at its first = or :, which ini files may use as well.
func cutField(line string) (name, value string, ok bool) {
	i := strings.IndexAny(line, "=:")
	if i < 0 {
		return "", "", false
	}
	return strings.ToLower(strings.TrimSpace(line[:i])), line[i+1:], true
}

// knownField keeps a secret that stands where a name should be out of errors.
func knownField(name string) string {
	switch name {
	case "ak", "sk", "project_id", "security_token", "iam_endpoint":
		return name
	}
	return "a field"
}

// fieldValue takes quotes or a comment at the end off. No key holds a blank, so
// a mark behind one begins a comment.
func fieldValue(value string) (string, bool) {
	value = strings.TrimSpace(value)
	if value != "" && strings.ContainsRune("\"'`", rune(value[0])) {
		inner, _, closed := strings.Cut(value[1:], value[:1])
		return inner, closed
	}
	for _, mark := range []string{" #", " ;", "\t#", "\t;"} {
		value, _, _ = strings.Cut(value, mark)
	}
	return strings.TrimSpace(value), true
}
