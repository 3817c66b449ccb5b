package reliability

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

// fickle is a server that closes every connection after one response, without having
// said so: the client keeps it for the next request, which finds it closed before a
// byte was written, or after.
type fickle struct {
	net.Listener
	body     string
	status   int
	executed atomic.Int64
	open     sync.WaitGroup
}

func newFickle(t *testing.T, status int, body string) *fickle {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &fickle{Listener: listener, status: status, body: body}
	f.open.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			f.open.Go(func() { f.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		f.open.Wait()
	})
	return f
}

func (f *fickle) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	req, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	if _, err := io.Copy(io.Discard, req.Body); err != nil {
		return
	}
	n := f.executed.Add(1)
	_, _ = io.WriteString(conn, "HTTP/1.1 "+strconv.Itoa(f.status)+" \r\nContent-Type: application/json\r\nContent-Length: "+strconv.Itoa(len(f.body))+"\r\n\r\n"+f.body)
	if tcp, ok := conn.(*net.TCPConn); ok && n%2 == 0 {
		_ = tcp.SetLinger(0) // a reset in place of an end
	}
}

// client keeps connections, as programs do.
func (f *fickle) client(t *testing.T) *cbr.Client {
	t.Helper()
	client, err := cbr.New(cbr.Config{
		Region: "eu-test-1", ProjectID: "0d9c7a51b2e84f6fa1c3e5b7d9f01234", IAMEndpoint: "https://iam.test",
		Credentials: cbr.AccessKey{Access: "AKIDLE", Secret: backup.NewSecret("not-a-real-secret-key-of-forty-characters")},
	}, backup.WithBaseURL("http://"+f.Addr().String()), backup.WithInsecureHTTP())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// TestClosedWhileIdle: of calls that must not be made twice each is carried out once
// where it succeeds, and where it fails the error says that it may have been; reads
// all succeed.
func TestClosedWhileIdle(t *testing.T) {
	t.Parallel()
	const calls = 200
	t.Run("creations", func(t *testing.T) {
		t.Parallel()
		f := newFickle(t, http.StatusOK, `{"checkpoint":{"id":"8b0851a8-adf3-4f4c-a914-dead08bf9664","status":"protecting","project_id":"0d9c7a51b2e84f6fa1c3e5b7d9f01234","vault":{"id":"9b5d8a0e-6e0f-4a35-9f5b-3f6f4a1f7c11","name":"v","resources":[]},"created_at":"2031-04-05T06:07:08.000000"}}`)
		client := f.client(t)
		succeeded := int64(0)
		for range calls {
			_, err := client.Checkpoints.Create(t.Context(), cbr.CreateCheckpointInput{VaultID: "9b5d8a0e-6e0f-4a35-9f5b-3f6f4a1f7c11"})
			if err == nil {
				succeeded++
				continue
			}
			if e, ok := errors.AsType[*backup.Error](err); !ok || !e.MaybeExecuted {
				t.Errorf("%v is said to have done nothing", err)
			}
		}
		if n := f.executed.Load(); n != succeeded {
			t.Errorf("%d calls succeeded, %d were carried out", succeeded, n)
		}
		if succeeded < calls/2 {
			t.Errorf("only %d of %d succeeded", succeeded, calls)
		}
	})
	t.Run("reads", func(t *testing.T) {
		t.Parallel()
		f := newFickle(t, http.StatusOK, `{"count":0,"vaults":[]}`)
		client := f.client(t)
		for range calls {
			if _, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
				t.Error(err)
			}
		}
	})
}
