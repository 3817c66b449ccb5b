package protection_test

import (
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/protection"
)

func TestMarkTwins(t *testing.T) {
	row := func(provider, account, id, name string, addresses ...string) protection.Row {
		return protection.Row{Account: protection.Account{Provider: provider, Name: account}, Kind: "server", ID: id, Name: name, Addresses: addresses}
	}
	rows := []protection.Row{
		row("cbr", "one", "7", "web"),
		row("cbr", "two", "7", "web-renamed"),             // the same server by another user
		row("zomro", "shop", "1", "Shop", "198.51.100.7"), // the same machine at two services
		row("cloutility", "c", "4", "SRV4", "198.51.100.7"),
		row("cloutility", "c", "5", "db"),
		row("zomro", "shop", "2", "DB"),                  // the same name elsewhere
		row("zomro", "shop", "3", "DB"),                  // not twins of each other: people call many things db
		row("cloutility", "c", "6", "n1", "203.0.113.9"), // behind one router
		row("cloutility", "c", "7", "n2", "203.0.113.9"),
		row("zomro", "shop", "8", "router", "203.0.113.9"),
		row("cloutility", "c", "9", "n3", "10.0.0.1"), // private: everywhere
		row("zomro", "shop", "9", "x", "10.0.0.1"),
		row("cloutility", "c", "10", "mail.example.com", "mail.example.com"), // one machine shares no address with itself
		row("zomro", "shop", "10", "post", "mail.example.com"),
	}
	protection.MarkTwins(rows)
	want := []string{
		"web-renamed in two (cbr) (same id)", "web in one (cbr) (same id)",
		"SRV4 in c (cloutility) (same address)", "Shop in shop (zomro) (same address)",
		"DB in shop (zomro) (same name), DB in shop (zomro) (same name)", "db in c (cloutility) (same name)", "db in c (cloutility) (same name)",
		"", "", "", "", "",
		"post in shop (zomro) (same address)", "mail.example.com in c (cloutility) (same address)",
	}
	for i, r := range rows {
		if got := strings.Join(r.Also, ", "); got != want[i] {
			t.Errorf("%s: %q, want %q", r.Name, got, want[i])
		}
	}
}

// Names that everybody has cost no more than others.
func TestMarkManyTwins(t *testing.T) {
	rows := make([]protection.Row, 20_000)
	for i := range rows {
		rows[i] = protection.Row{Account: protection.Account{Provider: "zomro", Name: string(rune('a' + i%26))}, ID: strings.Repeat("x", i%7) + string(rune(i)), Name: "web"}
	}
	protection.MarkTwins(rows)
	if n := len(rows[0].Also); n == 0 || n > 6 {
		t.Errorf("%d others are named", n)
	}
}
