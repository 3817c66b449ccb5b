package emulator

import (
	"fmt"
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Print shows how to reach each fake.
func (e *Emulator) Print(w io.Writer) {
	account, portal := e.CBR.Account(), e.Cloutility.Account()
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(TableStyle())
	t.AppendHeader(table.Row{"service", "setting", "value"})
	for i, group := range [][]table.Row{
		{
			{"cloutility", "base URL", e.URL + CloutilityPath},
			{"", "client id", portal.ClientID},
			{"", "origin", portal.Origin},
			{"", "username", portal.Username},
			{"", "password", portal.Password},
			{"", "home unit", strconv.FormatInt(cloutilitytest.HomeUnit, 10)},
		}, {
			{"zomro", "base URL", e.URL + ZomroPath},
			{"", "username", zomrotest.Username},
			{"", "password", zomrotest.Password},
			{"", "instance", strconv.FormatInt(zomrotest.InstanceID, 10)},
		}, {
			{"cbr", "base URL", e.URL + CBRPath},
			{"", "IAM URL", e.URL + IAMPath},
			{"", "domain", account.Domain},
			{"", "user", account.User},
			{"", "password", account.Password},
			{"", "project name", account.ProjectName},
		},
	} {
		if i > 0 {
			t.AppendSeparator()
		}
		t.AppendRows(group)
	}
	t.Render()
	fmt.Fprintf(w, "Three commands to begin with:\n\n  backupctl context create lab --service zomro --url %s --insecure-http --username %s --password-command 'echo %s' --instance %d\n  backupctl zomro backup create --wait\n  backupctl zomro backup list\n\n", e.URL+ZomroPath, zomrotest.Username, zomrotest.Password, zomrotest.InstanceID)
	fmt.Fprintln(w, "These credentials work here and nowhere else. The addresses are plain http: clients need backup.WithInsecureHTTP(). Ctrl-C stops.")
}

// TableStyle draws thin lines and leaves the case of texts alone.
func TableStyle() table.Style {
	style := table.StyleLight
	style.Format.Header, style.Format.Footer = text.FormatDefault, text.FormatDefault
	return style
}
