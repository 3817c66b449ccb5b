package emulator

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/drift"
)

// recordingFile is what a folder of a recording holds.
const recordingFile = "recording.har"

// maxRecorded bounds the bodies of a recording in memory.
const maxRecorded = 512 << 20

// replay responds to reads as an account did, and leaves everything else to the fakes.
type replay struct {
	next  http.Handler
	book  *drift.Book
	whole map[string]*drift.Exchange
	plain map[string]*drift.Exchange // the first of several pages
}

// recorded are the fakes, behind a recording if there is one.
func (e *Emulator) recorded(folder string) (http.Handler, error) {
	next := e.routes()
	if folder == "" {
		return next, nil
	}
	f, err := os.Open(filepath.Join(folder, recordingFile)) //nolint:gosec // the caller's choice
	if err != nil {
		return nil, fmt.Errorf("%s is no recording of verify: %w", folder, err)
	}
	defer func() {
		_ = f.Close() // nothing was written
	}()
	book, err := drift.Load()
	if err != nil {
		return nil, err
	}
	r := &replay{next: next, book: book, whole: make(map[string]*drift.Exchange), plain: make(map[string]*drift.Exchange)}
	size := 0
	err = drift.ReadHAR(f, func(x *drift.Exchange) error {
		whole, plain := book.Key(x)
		if whole == "" || x.Hidden || x.Status == 0 {
			return nil
		}
		if size += len(x.Body); size > maxRecorded {
			return fmt.Errorf("it has more than %d bytes", maxRecorded)
		}
		if r.whole[whole] == nil {
			r.whole[whole] = x
		}
		if r.plain[plain] == nil {
			r.plain[plain] = x
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("recording %s: %w", folder, err)
	}
	if len(r.whole) == 0 {
		return nil, fmt.Errorf("recording %s has no read of a service", folder)
	}
	return r, nil
}

// ServeHTTP implements [http.Handler].
func (r *replay) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	sent, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxRequest))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	req.Body = io.NopCloser(bytes.NewReader(sent))
	x := drift.NewExchange(req.Method, req.URL, req.Header.Get("Content-Type"), sent)
	whole, plain := r.book.Key(x)
	found := r.whole[whole]
	if found == nil && isFirstPage(x) {
		found = r.plain[plain]
	}
	if whole == "" || found == nil {
		r.next.ServeHTTP(w, req)
		return
	}
	w.Header().Set("Content-Type", found.Type)
	w.WriteHeader(found.Status)
	_, _ = w.Write(found.Body) // a client that has gone cannot be told
}

// isFirstPage says that a request asks for no later page of a list.
func isFirstPage(x *drift.Exchange) bool {
	for _, name := range []string{"offset", "marker", "p_num"} {
		switch x.Form.Get(name) {
		case "", "0":
		case "1":
			if name == "p_num" {
				continue
			}
			return false
		default:
			return false
		}
	}
	return true
}
