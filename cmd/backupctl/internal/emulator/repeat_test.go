package emulator_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// postForm sends a form to the fake of Zomro as a program of somebody else does:
// as a multipart one, or in the address's encoding.
func postForm(t *testing.T, e *emulator.Emulator, asMultipart bool, form url.Values) string {
	t.Helper()
	body, contentType := bytes.NewBufferString(form.Encode()), "application/x-www-form-urlencoded"
	if asMultipart {
		body = new(bytes.Buffer)
		w := multipart.NewWriter(body)
		if err := w.SetBoundary("the-same-each-time"); err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Sorted(maps.Keys(form)) {
			if err := w.WriteField(name, form.Get(name)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		contentType = w.FormDataContentType()
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, e.URL+emulator.ZomroPath, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestStateHasWhatIsDoneTwice: the same request again is another change, of whatever
// form, with sok or without, and a sign-in is one too: it numbers a session.
func TestStateHasWhatIsDoneTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fakes.json")
	first, _, _, _ := run(t, emulator.Options{State: path})
	a, instance := first.Zomro.Account(), strconv.FormatInt(zomrotest.InstanceID, 10)
	session := ""
	for range 2 {
		text := postForm(t, first, false, url.Values{"func": {"auth"}, "out": {"json"}, "username": {a.Username}, "password": {a.Password}})
		_, rest, _ := strings.Cut(text, `"auth":{"$`)
		_, rest, _ = strings.Cut(rest, `"$id":"`)
		if session, _, _ = strings.Cut(rest, `"`); session == "" {
			t.Fatalf("no session in %s", text)
		}
	}
	schedule := url.Values{
		"func": {"instances.fleio_bckps.schedule.edit"}, "out": {"json"}, "auth": {session}, "plid": {instance},
		"name": {"twice"}, "rotation_days": {"1"}, "rotation_time": {"02:01"}, "sok": {"ok"},
	}
	for range 2 {
		if text := postForm(t, first, true, schedule); strings.Contains(text, `"error"`) {
			t.Fatal(text)
		}
	}
	for range 20 {
		postForm(t, first, true, url.Values{"func": {"instances"}, "out": {"json"}, "auth": {session}})
	}
	stop(t, first)
	var kept struct {
		Requests []struct{ Method string }
	}
	if data, err := os.ReadFile(path); err != nil || json.Unmarshal(data, &kept) != nil || len(kept.Requests) != 5 {
		t.Errorf("%d requests are kept, want the four that change something and one that looks: %v", len(kept.Requests), err)
	}
	again, _, z, _ := run(t, emulator.Options{State: path})
	defer stop(t, again)
	schedules, err := backup.Collect(z.Schedules.All(t.Context(), zomrotest.InstanceID, zomro.ListSchedulesInput{}), 0)
	if err != nil || len(schedules) != 2 {
		t.Errorf("%d schedules, %v", len(schedules), err)
	}
}
