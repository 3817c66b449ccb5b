package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/status"
	"github.com/backup-sdk/backup-go/protection"
)

// evil is what a service must not get into the page.
const evil = `</script><script>document.title="owned"</script><img src=x onerror="document.title='owned'">` + "\u202e\x1b[31m{{.}}"

// fleet is a snapshot of n machines in three accounts, one of which could not be
// asked in full.
func fleet(n int) *status.Snapshot {
	now := time.Date(2026, 11, 30, 6, 0, 0, 0, time.UTC)
	s := &status.Snapshot{
		At: now, Took: 1500 * time.Millisecond,
		Accounts: []protection.Account{{Provider: "cbr", Name: "production"}, {Provider: "zomro", Name: "shop"}, {Provider: "cloutility", Name: "portal " + evil}},
		Gaps:     []status.Gap{{Account: protection.Account{Provider: "cloutility", Name: "portal " + evil}, Reason: "status 502 " + evil}},
	}
	for i := range n {
		age := time.Duration(i*i%400) * time.Hour / 3
		row := protection.Row{
			Account: s.Accounts[i%3], Kind: "server", ID: fmt.Sprint(i), Name: fmt.Sprintf("machine-%04d", i), Location: "eu-west-101", Protected: i%50 != 0,
			Newest: &protection.Backup{At: now.Add(-age)}, Attempt: &protection.Attempt{At: now.Add(-age), Result: protection.ResultGood}, AskedAt: now,
			Count: new(int64(i % 30)), Bytes: new(int64(i) << 27), Interval: 24 * time.Hour, NextRun: now.Add(5 * time.Hour), Places: []protection.Place{{Name: "a"}, {Name: "b", OffSite: i%2 == 0}},
		}
		switch {
		case i%50 == 0:
			row.WhyNot = "in no vault"
		case i%70 == 0:
			row.Newest, row.Attempt = nil, nil
		case i%40 == 0:
			row.Attempt = &protection.Attempt{At: now.Add(-time.Minute), Result: protection.ResultFailed, Message: evil}
		}
		if i == 50 {
			row.Name, row.WhyNot = evil, evil
		}
		s.Items = append(s.Items, status.Item{Row: row, Verdict: protection.Policy{}.Classify(row, now)})
	}
	return s
}

func written(t testing.TB, s *status.Snapshot) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, s, protection.Policy{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Nothing of a service becomes markup, and the page asks for nothing outside it.
func TestNothingGetsIn(t *testing.T) {
	page := written(t, fleet(300))
	if n := strings.Count(page, "<script"); n != 2 {
		t.Errorf("%d scripts", n)
	}
	for _, bad := range []string{"<img", "onerror=\"", "\u202e", "\x1b", "ZgotmplZ"} {
		if strings.Contains(page, bad) {
			t.Errorf("%q got in", bad)
		}
	}
	if found := regexp.MustCompile(`(?i)(https?:)?//[a-z0-9]|\bsrc=[^x]|<link|@import|url\(`).FindString(page); found != "" {
		t.Errorf("something outside: %q", found)
	}
	if !strings.Contains(page, html.EscapeString(`</script><script>document.title=`)[:20]) {
		t.Error("what was sent is not shown as text")
	}
}

// All that is promised is on it.
func TestContents(t *testing.T) {
	s := fleet(300)
	page := written(t, s)
	for _, want := range []string{
		"<b>300</b> machines", "never backed up", "What could not be asked", "status 502", "Unprotected", "3 copies or more", "2026-11-30 06:00 UTC",
		"Week of</th>", "This is not all", "twice the expected interval is too old", `viewBox="0 0 600 200"`, "The first 200 of 300.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	if n := strings.Count(page, "<tr class="); n != 200 {
		t.Errorf("%d rows without a script", n)
	}
	_, rest, _ := strings.Cut(page, `id="rows">`)
	data, _, _ := strings.Cut(rest, "</script>")
	var rows [][]any
	if err := json.Unmarshal([]byte(data), &rows); err != nil || len(rows) != 300 || len(rows[0]) != 2*len(heads())+1 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if len(script) > 3000 {
		t.Errorf("the script has %d bytes", len(script))
	}
}

// A page of nothing is a page.
func TestEmpty(t *testing.T) {
	page := written(t, &status.Snapshot{At: time.Now()})
	if !strings.Contains(page, "Nothing is unprotected.") || !strings.Contains(page, "Nothing is stored, or no service tells how much.") || strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
		t.Error(page)
	}
}

func TestCalendar(t *testing.T) {
	s := fleet(300)
	weeks := calendar(s)
	if len(weeks) != 5 {
		t.Fatalf("%d weeks", len(weeks))
	}
	monday := weeks[4].Days[0] // the 30th of November 2026
	if monday.Day != "2026-11-30" || monday.Good == 0 || monday.Failed == 0 || !weeks[4].Days[1].Future {
		t.Errorf("%+v", weeks[4])
	}
}

// 5,000 machines take no more than 3 s; on an idle machine it is a tenth of one.
func TestFleetIsQuick(t *testing.T) {
	s := fleet(5000)
	start := time.Now()
	page := written(t, s)
	if took := time.Since(start); took > 3*time.Second && !testing.Short() {
		t.Errorf("took %v", took)
	}
	if len(page) > 3<<20 {
		t.Errorf("%d bytes", len(page))
	}
}

func BenchmarkWrite(b *testing.B) {
	s := fleet(5000)
	for b.Loop() {
		if err := Write(io.Discard, s, protection.Policy{}); err != nil {
			b.Fatal(err)
		}
	}
}

// inBrowser opens a page in a browser, and returns what that prints.
func inBrowser(t *testing.T, file string, args ...string) string {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("TEST_PROGRAMS") == "needed" {
			t.Fatal(err)
		}
		t.Skip("chromium is not installed; .ci/run installs it")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	args = append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + t.TempDir()}, args...)
	out, err := exec.CommandContext(ctx, browser, append(args, "file://"+file)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// file is a page of n machines.
func file(t *testing.T, n int) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(name, []byte(written(t, fleet(n))), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// On paper machines are lines of a table, not the cards of a phone, although a
// sheet is as narrow: 200 of them took 12 sheets, and 41 as cards.
func TestPrint(t *testing.T) {
	out := filepath.Join(t.TempDir(), "report.pdf")
	inBrowser(t, file(t, 200), "--no-pdf-header-footer", "--print-to-pdf="+out)
	pdf, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(regexp.MustCompile(`/Type /Page\b`).FindAll(pdf, -1)); n < 2 || n > 25 {
		t.Errorf("%d sheets", n)
	}
}

// A browser draws 200 rows of 5,000, finds and sorts, and is not taken over.
func TestInBrowser(t *testing.T) {
	page := file(t, 5000)
	load := func(hash string) string { return inBrowser(t, page+hash, "--dump-dom") }
	dom := load("")
	if n := strings.Count(dom, "<tr class="); n != 200 || !strings.Contains(dom, "200 of 5000 shown") {
		t.Errorf("%d rows", n)
	}
	if strings.Contains(dom, "<title>owned") || strings.Contains(dom, "<img") {
		t.Error("taken over")
	}
	dom = load("#q=machine-0042+shop")
	if strings.Contains(dom, "machine-0041</td>") || !strings.Contains(dom, "0 of 0 shown, 5000 in all") { // it is in production
		t.Error("the search does not look at all words")
	}
	if dom = load("#q=machine-0042"); !strings.Contains(dom, "1 of 1 shown") {
		t.Error("not found")
	}
	dom = load("#sort=Size")
	if !strings.Contains(dom, `aria-sort="ascending"`) || strings.Index(dom, "machine-0001</td>") > strings.Index(dom, "machine-0002</td>") {
		t.Error("not sorted")
	}
}
