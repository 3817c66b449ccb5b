package reliability

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// part is what a child process does: this test program, run again.
type part struct {
	Role         string // "call", "save" or "lock"
	Service, URL string
	IAM          string
	Dir          string // of the token store
}

const partVariable = "RELIABILITY_PART"

func TestMain(m *testing.M) {
	text := os.Getenv(partVariable)
	if text == "" {
		os.Exit(m.Run())
	}
	var p part
	err := json.Unmarshal([]byte(text), &p)
	if err == nil {
		err = p.run(context.Background())
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

const sharedKey = "shared"

// run is the child. It says that it is ready, and begins when its input ends.
func (p part) run(ctx context.Context) error {
	store, err := backup.NewFileTokenStore(p.Dir)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	switch p.Role {
	case "save":
		for i := 0; ; i++ {
			if err := store.Save(ctx, sharedKey, doubled(i)); err != nil {
				return err
			}
			fmt.Println("saved")
		}
	case "lock":
		if _, err := store.Lock(ctx, sharedKey); err != nil {
			return err
		}
		fmt.Println("locked")
		select {}
	}
	first := true
	return sharing(p, store, backup.WithObserver(backup.Observer{AttemptStart: func(ctx context.Context, _ backup.Operation, _ int) context.Context {
		if first { // nothing goes out before the sign-in
			fmt.Println("sending")
		}
		first = false
		return ctx
	}}))(ctx)
}

// doubled is a token that shows whether it is whole, and too long to be written at
// once.
func doubled(i int) backup.Token {
	text := strings.Repeat(fmt.Sprintf("%d ", i), 20_000)
	return backup.Token{Access: backup.NewSecret(text), Refresh: backup.NewSecret(text)}
}

// sharing is one call of a client with a store.
func sharing(p part, store backup.TokenStore, opts ...backup.Option) func(context.Context) error {
	opts = append(opts, backup.WithBaseURL(p.URL), backup.WithInsecureHTTP(), backup.WithTokenStore(store))
	switch p.Service {
	case "cbr":
		cfg := cbrtest.New().Config()
		cfg.IAMEndpoint = p.IAM
		client, err := cbr.New(cfg, opts...)
		return func(ctx context.Context) error {
			if err != nil {
				return err
			}
			_, err := client.Vaults.List(ctx, cbr.ListVaultsInput{})
			return err
		}
	case "zomro":
		client, err := zomro.New(zomrotest.New().Config(), opts...)
		return func(ctx context.Context) error {
			if err != nil {
				return err
			}
			_, err := client.Account.Whoami(ctx)
			return err
		}
	default:
		client, err := cloutility.New(cloutilitytest.New().Config(), opts...)
		return func(ctx context.Context) error {
			if err != nil {
				return err
			}
			_, err := client.Users.Me(ctx)
			return err
		}
	}
}

// child is a process under way.
type child struct {
	*exec.Cmd
	begin io.Closer
	lines *bufio.Scanner
}

// start runs a child until it is ready.
func start(t *testing.T, p part) *child {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), partVariable+"="+string(text))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &child{cmd, in, bufio.NewScanner(out)}
	c.expect(t, "ready")
	return c
}

// expect reads a line of the child.
func (c *child) expect(t *testing.T, want string) {
	t.Helper()
	if !c.lines.Scan() || c.lines.Text() != want {
		t.Fatalf("the child says %q, want %q", c.lines.Text(), want)
	}
}

// kill ends the child in the middle of what it does.
func (c *child) kill() {
	_ = c.Process.Kill() // it runs until it is killed
	_ = c.Wait()
}

// sharedService is a fake that child processes reach, and the sign-ins it has seen.
type sharedService struct {
	part
	logins func() int
	inject func(...cbrtest.Fault)
	signIn string // its operation
}

func sharedServices(t *testing.T) []sharedService {
	t.Helper()
	portal, panel, cloud := cloutilitytest.NewServer(t), zomrotest.NewServer(t), cbrtest.NewServer(t)
	at := func(opts []backup.Option) string { return backup.NewSettings(opts...).BaseURL }
	return []sharedService{
		{part{Role: "call", Service: "cloutility", URL: at(portal.Options())}, portal.Logins, portal.Inject, "createToken"},
		{part{Role: "call", Service: "zomro", URL: at(panel.Options())}, panel.Logins, panel.Inject, "auth"},
		{part{Role: "call", Service: "cbr", URL: at(cloud.Options()), IAM: cloud.IAMURL()}, cloud.Logins, cloud.Inject, "createToken"},
	}
}

// Many processes that begin at once with nothing but a password in common: one of
// them signs in. The next ones need not.
func TestProcessesSignInOnce(t *testing.T) {
	for _, p := range sharedServices(t) {
		t.Run(p.Service, func(t *testing.T) {
			p.Dir = filepath.Join(t.TempDir(), "tokens")
			p.inject(cbrtest.FaultDelay(p.signIn, 200*time.Millisecond)) // so that the others come meanwhile
			for run := range 2 {
				var children []*child
				for range 5 {
					children = append(children, start(t, p.part))
				}
				for _, c := range children {
					_ = c.begin.Close()
				}
				for _, c := range children {
					last := ""
					for c.lines.Scan() {
						last = c.lines.Text()
					}
					if err := c.Wait(); err != nil {
						t.Errorf("%v: %s", err, last)
					}
				}
				if n := p.logins(); n != 1 {
					t.Errorf("run %d: %d sign-ins so far, want 1", run, n)
				}
			}
		})
	}
}

// A process that is killed while it signs in keeps nobody from it.
func TestAProcessKilledWhileItSignsIn(t *testing.T) {
	p := sharedServices(t)[0]
	p.Dir = filepath.Join(t.TempDir(), "tokens")
	p.inject(cbrtest.FaultDelay(p.signIn, time.Hour).Once())
	stuck := start(t, p.part)
	_ = stuck.begin.Close()
	stuck.expect(t, "sending")
	next := start(t, p.part)
	_ = next.begin.Close()
	stuck.kill()
	next.expect(t, "sending")
	if err := next.Wait(); err != nil {
		t.Error(err)
	}
	// The same for a lock alone.
	p.Role = "lock"
	holder := start(t, p.part)
	_ = holder.begin.Close()
	holder.expect(t, "locked")
	holder.kill()
	store, err := backup.NewFileTokenStore(p.Dir)
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := store.Lock(t.Context(), sharedKey)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

// A process that is killed while it writes leaves a whole token: its own or the one
// before. What else it leaves goes later.
func TestAProcessKilledWhileItWrites(t *testing.T) {
	p := part{Role: "save", Dir: filepath.Join(t.TempDir(), "tokens")}
	store, err := backup.NewFileTokenStore(p.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		c := start(t, p)
		_ = c.begin.Close()
		for range i + 1 {
			c.expect(t, "saved")
		}
		c.kill()
		got, err := store.Load(t.Context(), sharedKey)
		if err != nil || got.Access.IsZero() || !got.Access.Equal(got.Refresh) {
			t.Fatalf("not a whole token: %d and %d bytes, %v", len(got.Access.Reveal()), len(got.Refresh.Reveal()), err)
		}
	}
}
