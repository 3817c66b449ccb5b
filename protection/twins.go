package protection

import (
	"fmt"
	"net/netip"
	"strings"
)

// maxTwins is how many other rows are named.
const maxTwins = 5

// MarkTwins fills Also of rows that seem to be the same machine: the same id at
// the same service, or in another account the same public address, full host
// name or name. Each stays a row of its own, for its backups are of that account
// alone. An address that several machines of one account share is that of their
// router, and tells nothing.
func MarkTwins(rows []Row) {
	seen := make(map[string][]int)
	shared := make(map[string]bool)
	for i := range rows {
		for _, m := range marks(&rows[i]) {
			for _, other := range seen[m.text] {
				if m.why == byAddress && other != i && rows[other].Account == rows[i].Account {
					shared[m.text] = true
				}
			}
			if len(seen[m.text]) <= maxTwins {
				seen[m.text] = append(seen[m.text], i)
			}
		}
	}
	for i := range rows {
		rows[i].Also = others(rows, i, seen, shared)
	}
}

// others names the rows that have a mark in common with one.
func others(rows []Row, i int, seen map[string][]int, shared map[string]bool) []string {
	var also []string
	named := map[int]bool{i: true}
	for _, m := range marks(&rows[i]) {
		if shared[m.text] {
			continue
		}
		for _, other := range seen[m.text] {
			if named[other] || m.why != byID && rows[other].Account == rows[i].Account {
				continue
			}
			if len(also) == maxTwins {
				return append(also, "and more")
			}
			named[other] = true
			also = append(also, fmt.Sprintf("%s in %s (same %s)", rows[other].Name, rows[other].Account, m.why))
		}
	}
	return also
}

const (
	byID      = "id"
	byAddress = "address"
	byName    = "name"
)

// mark is something that a machine can be recognised by.
type mark struct{ why, text string }

// marks are what a machine can be recognised by, the surest first.
func marks(r *Row) []mark {
	out := []mark{{byID, "id " + r.Provider + " " + r.Kind + " " + r.ID}}
	for _, address := range r.Addresses {
		if address = fold(address); isTelling(address) {
			out = append(out, mark{byAddress, "address " + address})
		}
	}
	name := fold(r.Name)
	if name == "" {
		return out
	}
	if isTelling(name) {
		out = append(out, mark{byAddress, "address " + name})
	}
	return append(out, mark{byName, "name " + name})
}

func fold(name string) string {
	return strings.TrimSuffix(strings.ToLower(strings.TrimSpace(name)), ".")
}

// isTelling reports whether an address is that of one machine in the world: a
// public IP address, or a host name with its domain.
func isTelling(address string) bool {
	if ip, err := netip.ParseAddr(address); err == nil {
		return ip.IsGlobalUnicast() && !ip.IsPrivate()
	}
	host, domain, ok := strings.Cut(address, ".")
	return ok && host != "" && domain != "" && !strings.ContainsAny(address, " /") && domain != "local" && domain != "localdomain"
}
