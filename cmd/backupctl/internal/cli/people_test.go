package cli

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestPick(t *testing.T) {
	t.Parallel()
	list := []thing{
		{id: "32a89a6d-5731-46e6-a3c9-5881e58630af", name: "payroll"},
		{id: "32a89a6d-9931-46e6-a3c9-5881e58630af", name: "Fleet", text: "of 2025"},
		{id: "ed990621-27af-4fa6-9304-c2baeaae80f3", name: "fleet", text: "of 2026"},
		{id: "ed990621-27af-4fa6-9304-c2baeaae80f3", name: "fleet"}, // the list changed while it was read
		{id: "fleet-id", name: "32a89a6d-5731-46e6-a3c9-5881e58630af"},
		{id: "7", name: "FLEET\x1b"},
	}
	for text, want := range map[string]string{
		"payroll": "32a89a6d-5731-46e6-a3c9-5881e58630af", "PAYROLL": "32a89a6d-5731-46e6-a3c9-5881e58630af",
		"32a89a6d-5731-46e6-a3c9-5881e58630af": "32a89a6d-5731-46e6-a3c9-5881e58630af",                                                  // an id wins over a name
		"fleet":                                "ed990621-27af-4fa6-9304-c2baeaae80f3", "Fleet": "32a89a6d-9931-46e6-a3c9-5881e58630af", // exactly
		"ed9906": "ed990621-27af-4fa6-9304-c2baeaae80f3", "32a89a6d-5…": "32a89a6d-5731-46e6-a3c9-5881e58630af",
		"fleet-id": "fleet-id", "7": "7",
	} {
		found, err := pick("VAULT", text, list)
		if err != nil || found.id != want {
			t.Errorf("%q: %+v, %v", text, found, err)
		}
	}
	for text, want := range map[string]string{
		"fLeEt":      "\"fLeEt\" is 2 of the kind vault:\n  32a89a6d-9931-46e6-a3c9-5881e58630af  Fleet  of 2025\n  ed990621",
		"32a89a6d":   "\"32a89a6d\" is 2 of the kind vault:",
		"payrol":     `no vault is called "payrol"; did you mean "payroll"`,
		"32a89":      `no vault is called "32a89"`, // too short for the beginning of an id
		"no-such":    `no vault is called "no-such"`,
		"ed990621-2": "",
	} {
		_, err := pick("VAULT", text, list)
		if want == "" != (err == nil) || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
		if strings.HasPrefix(want, "no ") && !errors.Is(err, backup.ErrNotFound) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if found, err := pick("TASK", "x", []thing{{id: "1"}, {id: "2"}}); found != nil || err != nil {
		t.Errorf("things without names: %+v, %v", found, err)
	}
}

// Ids come first, each with what it is, and then the names that a shell takes.
func TestOffers(t *testing.T) {
	t.Parallel()
	list := []thing{{id: "17", name: "web", text: "active"}, {id: "18", name: "two words"}, {id: "19", name: "evil\x1b[2J"}, {id: "20"}}
	want := []string{"17\tweb active", "18\ttwo words", "19\tevil\ufffd[2J", "20", "web\t17 active"}
	if diff := cmp.Diff(want, offers(list, "")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"web\t17 active"}, offers(list, "w")); diff != "" {
		t.Error(diff)
	}
}

func TestCompletionOffersNames(t *testing.T) {
	l := newLab(t)
	vault := l.CBR.Vaults()[0]
	for _, typed := range [][]string{{"vault-p"}, {vault.ID, "vault-p"}, {vault.Name, "vault-p"}} {
		stdout, _ := complete(t, l.env, append([]string{"cbr", "vault", "delete"}, typed...)...)
		if !strings.HasPrefix(stdout, vault.Name+"\t"+vault.ID) {
			t.Errorf("%q: %q", typed, stdout)
		}
	}
	// What was typed says where to look, by its name too.
	stdout, _ := complete(t, l.env, "cbr", "vault", "remove-resources", vault.Name, "ecs-")
	if !strings.Contains(stdout, "ecs-payroll-1\t"+vault.Resources[0].ID) {
		t.Errorf("%q", stdout)
	}
}

// Tables show the times of the newest backups, which only a request for each tells.
// Programs get what the list has, for the price of the list.
func TestNewestTimes(t *testing.T) {
	l := newLab(t)
	const n = 14
	for i := range n {
		l.Zomro.AddBackup(zomrotest.Backup{
			InstanceID: zomrotest.InstanceID, Name: fmt.Sprintf("b%02d", i), Created: time.Date(2026, 8, 1+i, 3, 4, 5, 0, time.UTC),
		})
	}
	l.Zomro.ResetLog()
	out := l.must(t, "zomro", "backup", "list", "--utc", "--no-headers", "--columns", "name,created", "--sort", "-name")
	if got := l.Zomro.Count("showImage"); got != timesAsked {
		t.Errorf("%d requests for times", got)
	}
	if !strings.HasPrefix(out, "b13  2026-08-14 03:04:05 UTC\n") || strings.Contains(out, "b03  2026") {
		t.Errorf("%s", out)
	}
	l.Zomro.ResetLog()
	out = l.must(t, "zomro", "backup", "list", "--time-format", "time")
	if !strings.Contains(out, "2026-08-14 ") || !strings.Contains(out, "  2026-08-01  ") { // a day where the time is not asked for
		t.Errorf("%s", out)
	}
	l.Zomro.ResetLog()
	if out := l.must(t, "zomro", "backup", "list", "-o", "json", "--query", "[].created"); strings.Contains(out, "2026") || l.Zomro.Count("showImage") != 0 {
		t.Errorf("%d requests, %s", l.Zomro.Count("showImage"), out)
	}
}

func TestInWords(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]string{
		`{"properties":{"pattern":["FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=30","FREQ=WEEKLY;BYDAY=SA;BYHOUR=13;BYMINUTE=00"]},"name":"default"}`: "daily 01:30, Sat 13:00 UTC",
		`{"pattern":["FREQ=DAILY;INTERVAL=3;BYHOUR=1;BYMINUTE=30","FREQ=DAILY;INTERVAL=3;BYHOUR=5;BYMINUTE=30"]}`:                                 "every 3 days 01:30 05:30 UTC",
		`{"pattern":["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE;BYHOUR=1;BYMINUTE=30"]}`:                                                              "every 2 weeks Mon-Wed 01:30 UTC",
		`{"pattern":["FREQ=HOURLY"]}`:                            "FREQ=HOURLY",
		`{"max_backups":-1,"retention_days":30,"day_backups":0}`: "keeps 30 days",
		`{"max_backups":10,"retention_days":-1,"day_backups":7,"week_backups":4,"month_backups":null,"year_backups":1,"destination_region":"eu-west-0"}`: "keeps newest 10, 7 daily, 4 weekly, 1 yearly, to eu-west-0",
		`{"max_backups":null,"retention_days":-1}`: "keeps all",
		`{"max_backups":5}`:                        "",
		`{"pattern":"x"}`:                          "",
	} {
		tree, err := output.Parse([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := inWords("", tree); got != want || ok != (want != "") {
			t.Errorf("%s: %q, want %q", document, got, want)
		}
	}
}

// The moment that ages count from and the zone of times are those of the program.
func TestAgesAndZones(t *testing.T) {
	l := newLab(t)
	l.env["TZ"] = "Europe/Berlin"
	id := l.Zomro.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "one", Created: time.Date(2026, 8, 1, 3, 4, 5, 0, time.UTC)})
	get := func(args ...string) string {
		var out, errs strings.Builder
		p := Program{
			Args: append([]string{"zomro", "backup", "get", fmt.Sprint(id)}, args...), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: l.dir,
			Getenv: func(name string) string { return l.env[name] }, clock: func() time.Time { return time.Date(2026, 8, 1, 6, 4, 6, 0, time.UTC) },
		}
		if code := p.Run(t.Context()); code != 0 {
			t.Fatal(errs.String())
		}
		return out.String()
	}
	if got := get(); !strings.Contains(got, " 2026-08-01 05:04:05 CEST (3 h ago)\n") {
		t.Errorf("%s", got)
	}
	if got := get("--utc", "--columns", "created", "--no-headers"); got != "2026-08-01 03:04:05 UTC\n" {
		t.Errorf("%s", got)
	}
	if got := get("--columns", "created", "--no-headers"); got != "3 h ago\n" {
		t.Errorf("%s", got)
	}
	if got := get("-o", "csv", "--columns", "created,size_gb", "--no-headers"); !strings.HasPrefix(got, "2026-08-01T03:04:05Z,") {
		t.Errorf("%s", got)
	}
}
