package output_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// A cell of CSV that a spreadsheet would run is shown as a text; numbers stay
// numbers.
func TestCSVRunsNothing(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1":                    "'=1+1",
		"+SUM(A1)":                "'+SUM(A1)",
		"-2+3":                    "'-2+3",
		"@SUM(1)":                 "'@SUM(1)",
		"\t=1":                    "' =1",
		"\r=1":                    "' =1",
		"＝1+1":                    "'＝1+1",
		"＋1":                      "'＋1",
		"－1":                      "'－1",
		"＠x":                      "'＠x",
		"-5":                      "-5",
		"+4685550172":             "+4685550172",
		"-1.5e3":                  "-1.5e3",
		"web-1":                   "web-1",
		"a=b":                     "a=b",
		"":                        "",
		"=HYPERLINK(\"x\",\"y\")": "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"",
	} {
		v, err := output.Parse([]byte(`[{"n": -7, "f": [ ` + quoted(t, cell) + ` ]}]`))
		if err != nil {
			t.Fatal(err)
		}
		var b, raw bytes.Buffer
		if err := output.Render(&b, v, output.Options{Format: "csv", NoHeaders: true}); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(b.String(), "\n"); got != "-7,"+want {
			t.Errorf("%q: %s, want %s", cell, got, want)
		}
		if err := output.Render(&raw, v, output.Options{Format: "csv", NoHeaders: true, CSVRaw: true}); err != nil || strings.Contains(raw.String(), "'") {
			t.Errorf("%q as it is: %s, %v", cell, raw.String(), err)
		}
	}
	v, err := output.Parse([]byte(`[{"=1+1": "x"}]`))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := output.Render(&b, v, output.Options{Format: "csv"}); err != nil || b.String() != "'=1+1\nx\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func quoted(t *testing.T, s string) string {
	t.Helper()
	data, err := output.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
