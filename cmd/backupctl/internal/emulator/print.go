package emulator

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Print shows how to reach each fake.
func (e *Emulator) Print(w io.Writer) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(TableStyle())
	t.AppendHeader(table.Row{"service", "setting", "value"})
	last := ""
	for _, s := range e.Settings() {
		service := s.Service
		switch {
		case service == last:
			service = ""
		case last != "":
			t.AppendSeparator()
		}
		t.AppendRow(table.Row{service, s.Name, s.Value})
		last = s.Service
	}
	t.Render()
	fmt.Fprintf(w, "Three commands to begin with:\n\n  backupctl context create lab --service zomro --url %s --insecure-http --username %s --password-command 'echo %s' --instance %d\n  backupctl zomro backup create --wait\n  backupctl zomro backup list\n\n", e.URL+ZomroPath, e.Zomro.Account().Username, e.Zomro.Account().Password, zomrotest.InstanceID)
	fmt.Fprintln(w, "These credentials work here and nowhere else. The addresses are plain http: clients need backup.WithInsecureHTTP(). Ctrl-C stops.")
}

// PrintJSON shows the same as one document.
func (e *Emulator) PrintJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(e.Document())
}

// TableStyle draws thin lines and leaves the case of texts alone.
func TableStyle() table.Style {
	style := table.StyleLight
	style.Format.Header, style.Format.Footer = text.FormatDefault, text.FormatDefault
	return style
}
