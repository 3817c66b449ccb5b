// Package config keeps the contexts of the command line: named accounts, in a
// YAML file of the user alone. It holds no secret, only where to find it.
package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/dirs"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
)

// File is what the configuration file holds.
type File struct {
	// Current is the context in use, by service.
	Current map[string]string `yaml:"current,omitempty"`
	// Contexts are all accounts.
	Contexts []Context `yaml:"contexts"`
}

// Context is a named account. Which fields count depends on the service.
type Context struct {
	Name    string `yaml:"name"`
	Service string `yaml:"service" help:"which API: cloutility, zomro or cbr; needed"`

	URL          string `yaml:"url,omitempty" help:"address of the service; the public one without it"`
	IAMURL       string `yaml:"iam_url,omitempty" help:"address of IAM (cbr)"`
	CAFile       string `yaml:"ca_file,omitempty" help:"file with more certificate authorities to trust, in PEM: that of a proxy, or of an installation of your own"`
	InsecureHTTP bool   `yaml:"insecure_http,omitempty" help:"allow an http address: the password travels in the clear"`

	Auth     string `yaml:"auth,omitempty" help:"kind of credentials, where a service has several"`
	Username string `yaml:"username,omitempty" help:"name to sign in with"`
	// Where the password, key or token comes from; at most one is set. With
	// none it is asked for.
	PasswordEnv     string `yaml:"password_env,omitempty" help:"variable that holds the password, key or token"`
	PasswordFile    string `yaml:"password_file,omitempty" help:"file that holds it"`
	PasswordCommand string `yaml:"password_command,omitempty" help:"command that prints it"`
	PasswordKeyring string `yaml:"password_keyring,omitempty" help:"entry of the keyring that holds it"`

	ClientID string `yaml:"client_id,omitempty" help:"id of the application (cloutility)"`
	Origin   string `yaml:"origin,omitempty" help:"origin registered with the client id (cloutility)"`
	Unit     int64  `yaml:"unit,omitempty" help:"id of the business unit; the user's own without it (cloutility)"`

	Instance int64  `yaml:"instance,omitempty" help:"id of the instance; the only one of the account without it (zomro)"`
	Lang     string `yaml:"lang,omitempty" help:"language of texts (zomro)"`
	Timezone string `yaml:"timezone,omitempty" help:"zone of times that the service sends without one, such as Europe/Amsterdam (zomro)"`

	Region       string `yaml:"region,omitempty" help:"region, such as eu-west-101 (cbr)"`
	Domain       string `yaml:"domain,omitempty" help:"name of the account (cbr)"`
	UserID       string `yaml:"user_id,omitempty" help:"id of the IAM user: in place of the name, and beside it for users with a virtual MFA device (cbr)"`
	ProjectID    string `yaml:"project_id,omitempty" help:"id of the project (cbr)"`
	ProjectName  string `yaml:"project_name,omitempty" help:"name of the project; that of the region without it (cbr)"`
	AccessKey    string `yaml:"access_key,omitempty" help:"access key, in place of a name to sign in with (cbr)"`
	Agency       string `yaml:"agency,omitempty" help:"name of an agency to work as (cbr)"`
	AgencyDomain string `yaml:"agency_domain,omitempty" help:"account that the agency is of (cbr)"`
}

// Source is where the secret comes from, in the form of package secrets.
func (c Context) Source() string {
	switch {
	case c.PasswordEnv != "":
		return "env:" + c.PasswordEnv
	case c.PasswordFile != "":
		return "file:" + c.PasswordFile
	case c.PasswordCommand != "":
		return "cmd:" + c.PasswordCommand
	case c.PasswordKeyring != "":
		return "keyring:" + c.PasswordKeyring
	}
	return "prompt:Password of " + cmp.Or(c.Username, c.AccessKey, c.UserID, c.Name)
}

// Services are the values of Context.Service.
func Services() []string { return []string{"cloutility", "zomro", "cbr"} }

// Error is a configuration that cannot be used.
type Error struct{ Text string }

func (e *Error) Error() string { return e.Text }

// Path is where the file is: BACKUPCTL_CONFIG, or backupctl/config.yaml in the
// directory the platform has for configuration.
func Path(getenv func(string) string) (string, error) {
	if path := getenv("BACKUPCTL_CONFIG"); path != "" {
		return path, nil
	}
	dir := dirs.Config(getenv)
	if dir == "" {
		return "", &Error{"there is no directory for configuration: set BACKUPCTL_CONFIG to the path of a file"}
	}
	return filepath.Join(dir, "config.yaml"), nil
}

const maxFile = 1 << 20

// Load reads the file. One that is not there is empty; one that others may
// read is an error.
func Load(path string) (*File, error) {
	f := &File{}
	file, err := os.Open(path) //nolint:gosec // the user's own
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, &Error{err.Error()}
	}
	defer func() {
		_ = file.Close() // nothing was written
	}()
	info, err := file.Stat()
	if err != nil {
		return nil, &Error{err.Error()}
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return nil, &Error{fmt.Sprintf("%s can be read or written by others (mode %04o): run chmod 600 %s", path, mode, path)}
	}
	data, err := io.ReadAll(io.LimitReader(file, maxFile))
	if err != nil {
		return nil, &Error{err.Error()}
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(f); err != nil && !errors.Is(err, io.EOF) {
		return nil, &Error{fmt.Sprintf("%s: %s", path, strings.TrimPrefix(err.Error(), "yaml: "))}
	}
	if err := f.check(path); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *File) check(path string) error {
	seen := make(map[string]bool)
	for _, c := range f.Contexts {
		if err := c.Check(); err != nil {
			return &Error{path + ": " + err.Error()}
		}
		if seen[c.Name] {
			return &Error{fmt.Sprintf("%s: two contexts are named %q", path, c.Name)}
		}
		seen[c.Name] = true
	}
	return nil
}

// Check finds a context without a proper name or service.
func (c Context) Check() error {
	if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`).MatchString(c.Name) {
		return &Error{fmt.Sprintf("%q is no name for a context: letters, digits and . _ - are", c.Name)}
	}
	if !slices.Contains(Services(), c.Service) {
		return &Error{fmt.Sprintf("context %s: service %q is not one of %s%s", c.Name, c.Service, strings.Join(Services(), ", "), names.Hint(c.Service, Services()))}
	}
	return nil
}

// Find returns the context of a name.
func (f *File) Find(name string) (Context, error) {
	all := make([]string, 0, len(f.Contexts))
	for _, c := range f.Contexts {
		if c.Name == name {
			return c, nil
		}
		all = append(all, c.Name)
	}
	if len(all) == 0 {
		return Context{}, &Error{fmt.Sprintf("there is no context %q: `backupctl context create` makes one", name)}
	}
	return Context{}, &Error{fmt.Sprintf("there is no context %q%s", name, names.Hint(name, all))}
}

// Put adds a context or replaces the one of its name. The first of a service
// becomes its current one.
func (f *File) Put(c Context) {
	if i := slices.IndexFunc(f.Contexts, func(old Context) bool { return old.Name == c.Name }); i >= 0 {
		f.drop(c.Name)
		f.Contexts[i] = c
	} else {
		f.Contexts = append(f.Contexts, c)
	}
	if f.Current[c.Service] == "" {
		f.Use(c)
	}
}

// drop takes a name out of the current ones.
func (f *File) drop(name string) {
	for service, current := range f.Current {
		if current == name {
			delete(f.Current, service)
		}
	}
}

// Use makes a context the current one of its service.
func (f *File) Use(c Context) {
	if f.Current == nil {
		f.Current = make(map[string]string)
	}
	f.Current[c.Service] = c.Name
}

// Delete removes a context.
func (f *File) Delete(name string) {
	f.Contexts = slices.DeleteFunc(f.Contexts, func(c Context) bool { return c.Name == name })
	f.drop(name)
}

// Chosen is the context a command for a service uses: the named one, else the
// current one. The second result is false when there is none.
func (f *File) Chosen(service, name string) (Context, bool, error) {
	named := name != ""
	if !named {
		name = f.Current[service]
	}
	if name == "" {
		return Context{}, false, nil
	}
	c, err := f.Find(name)
	if err != nil {
		return Context{}, false, err
	}
	if c.Service != service && named {
		return Context{}, false, &Error{fmt.Sprintf("context %q is for %s, not for %s", name, c.Service, service)}
	}
	return c, c.Service == service, nil
}

// Community is the configuration of the community client for Cloutility.
type Community struct {
	URL      string `yaml:"url"`
	ClientID string `yaml:"client_id"`
	Username string `yaml:"username"`
	Password string `yaml:"password"`
	Origin   string `yaml:"client_origin"`
}

// CommunityFile is its name, looked for in the working directory.
const CommunityFile = "cloutility-api-client.yaml"

// LoadCommunity reads it as that client does: keys it does not know are
// skipped. The second result is false when there is no such file.
func LoadCommunity(path string) (Community, bool, error) {
	var c Community
	data, err := os.ReadFile(path) //nolint:gosec // the user's own
	if errors.Is(err, fs.ErrNotExist) {
		return c, false, nil
	}
	if err != nil {
		return c, false, &Error{err.Error()}
	}
	if err := yaml.Unmarshal(data, &c); err != nil {
		return Community{}, false, &Error{path + " is not YAML"} // no text of the file: it holds a password
	}
	return c, true, nil
}
