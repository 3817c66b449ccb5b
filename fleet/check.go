package fleet

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// The services, as contexts name them.
const (
	serviceCBR        = "cbr"
	serviceZomro      = "zomro"
	serviceCloutility = "cloutility"
)

// check looks at what a schema cannot say: names that point to nothing, and what is
// there twice.
func (f *File) check(out *found) {
	twice(out, "/accounts", "context", f.Accounts, func(a Account) string { return a.Context })
	twice(out, "/business_units", "name", f.BusinessUnits, func(u BusinessUnit) string {
		return strings.ToLower(u.Account + "\x00" + u.Parent + "\x00" + u.Name)
	})
	twice(out, "/policies", "name", f.Policies, func(p Policy) string { return p.Account + "\x00" + p.Name })
	twice(out, "/vaults", "name", f.Vaults, func(v Vault) string { return v.Account + "\x00" + v.Name })
	twice(out, "/groups", "name", f.Groups, func(g Group) string { return g.Name })
	twice(out, "/schedules", "name", f.Schedules, func(s Schedule) string { return s.Name })
	for i, p := range f.Policies {
		p.check(fmt.Sprintf("/policies/%d", i), out)
	}
	for i, v := range f.Vaults {
		f.checkVault(v, fmt.Sprintf("/vaults/%d", i), out)
	}
	for i := range f.Groups {
		f.checkGroup(&f.Groups[i], fmt.Sprintf("/groups/%d", i), out)
	}
	for i, s := range f.Schedules {
		f.checkSchedule(s, fmt.Sprintf("/schedules/%d", i), out)
	}
	for i, m := range f.Drills.Machines {
		if !slices.Contains(f.Drills.Allow, m.Target) {
			out.addf(fmt.Sprintf("/drills/machines/%d/target", i), "is not in drills.allow: nothing else is overwritten")
		}
		if m.Source == m.Target {
			out.addf(fmt.Sprintf("/drills/machines/%d/target", i), "is the machine itself")
		}
	}
	if m := f.Alerts.Mail; m != nil && (m.Username == "") != (m.Password == "") {
		out.addf("/alerts/mail", "needs both username and password, or none")
	}
}

// twice finds entries of a list with the same key.
func twice[T any](out *found, at, field string, list []T, key func(T) string) {
	first := make(map[string]int, len(list))
	for i, entry := range list {
		k := key(entry)
		if before, ok := first[k]; ok {
			line, _ := out.at.of(fmt.Sprintf("%s/%d/%s", at, before, field))
			out.addf(fmt.Sprintf("%s/%d/%s", at, i, field), "is there twice, first in line %d", line)
			continue
		}
		first[k] = i
	}
}

func (p Policy) check(at string, out *found) {
	if r := p.Retention; r != nil {
		for _, long := range []*int64{r.Daily, r.Weekly, r.Monthly, r.Yearly} {
			if long != nil && *long > 0 && r.TimeZone == "" {
				out.addf(at+"/retention", "needs time_zone with daily, weekly, monthly and yearly")
				break
			}
		}
	}
	if s, err := p.schedule(); err != nil {
		out.addf(at+"/schedule", "%v", err)
	} else if _, err := s.Patterns(); err != nil {
		out.addf(at+"/schedule", "%v", err)
	}
}

func (f *File) checkVault(v Vault, at string, out *found) {
	if v.Policy != "" {
		if p, ok := f.policy(v.Account, v.Policy); !ok {
			out.addf(at+"/policy", "there is no policy %q of account %s%s", v.Policy, v.Account, near(v.Policy, f.policyNames(v.Account)))
		} else if p.CopyTo != nil {
			out.addf(at+"/policy", "%q copies backups: it belongs into copies", v.Policy)
		}
	}
	if c := v.Copies; c != nil {
		if p, ok := f.policy(v.Account, c.Policy); !ok {
			out.addf(at+"/copies/policy", "there is no policy %q of account %s%s", c.Policy, v.Account, near(c.Policy, f.policyNames(v.Account)))
		} else if p.CopyTo == nil {
			out.addf(at+"/copies/policy", "%q makes backups and copies none: it has no copy_to", c.Policy)
		}
	}
}

func (f *File) checkGroup(g *Group, at string, out *found) {
	if len(g.Machines) == 0 && g.CSV == "" && g.Select == nil {
		out.addf(at, "names no machines: machines, csv or select is needed")
	}
	seen := make(map[string]int)
	for i, m := range g.Machines {
		m = strings.ToLower(strings.TrimSpace(m))
		if m == "" {
			out.addf(fmt.Sprintf("%s/machines/%d", at, i), "is empty")
		}
		if before, ok := seen[m]; ok {
			line, _ := out.at.of(fmt.Sprintf("%s/machines/%d", at, before))
			out.addf(fmt.Sprintf("%s/machines/%d", at, i), "is there twice, first in line %d", line)
			continue
		}
		seen[m] = i
	}
	if s := g.Select; s != nil {
		checkPatterns(at+"/select/name", s.Name, out)
		checkPatterns(at+"/select/not", s.Not, out)
	}
	if g.Vault != "" {
		if v, ok := f.vault(g.Account, g.Vault); !ok {
			out.addf(at+"/vault", "there is no vault %q of account %s%s", g.Vault, g.Account, near(g.Vault, f.vaultNames(g.Account)))
		} else if kindOf(v.Kind) != kindOf(g.Kind) {
			out.addf(at+"/vault", "%q is a vault for kind %s, and the machines are of kind %s", g.Vault, kindOf(v.Kind), kindOf(g.Kind))
		}
	}
	if n := has(g.Vault != "") + has(g.Schedule != nil) + has(g.Enroll != nil); n > 1 {
		out.addf(at, "has more than one of vault (CBR), schedule (Zomro) and enroll (Cloutility)")
	}
}

func checkPatterns(at string, patterns []string, out *found) {
	for i, p := range patterns {
		if _, err := path.Match(p, ""); err != nil {
			out.addf(fmt.Sprintf("%s/%d", at, i), "is not a pattern such as web-*: %v", err)
		}
	}
}

// maxSpread keeps the runs of two days apart.
const maxSpread = 12 * time.Hour

func (f *File) checkSchedule(s Schedule, at string, out *found) {
	for i, name := range s.Groups {
		if _, ok := f.group(name); !ok {
			var all []string
			for _, g := range f.Groups {
				all = append(all, g.Name)
			}
			out.addf(fmt.Sprintf("%s/groups/%d", at, i), "there is no group %q%s", name, near(name, all))
		}
	}
	if s.TimeZone != "" {
		if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "Local" {
			out.addf(at+"/time_zone", "is not a zone such as Europe/Berlin")
		}
	}
	if s.Spread.Time()+s.Jitter.Time() > maxSpread {
		out.addf(at+"/spread", "is more than %v together with jitter", maxSpread)
	}
	switch {
	case s.Do == DoDrill && len(f.Drills.Machines) == 0:
		out.addf(at, "do: drill needs drills with machines")
	case s.Do == DoPrune && s.Keep == nil:
		out.addf(at, "keep is needed with do: prune")
	case s.Do != DoPrune && s.Keep != nil:
		out.addf(at+"/keep", "is for do: prune")
	}
}

// Bind holds the file to the services that its accounts are of. Service returns that
// of a context. Name is what errors call the file.
func (f *File) Bind(name string, service func(context string) (string, error)) error {
	out := &found{at: f.at}
	wants := func(at, account, want string) {
		got, err := service(account)
		switch {
		case err != nil:
			out.addf(at, "%v", err)
		case want != "" && got != want:
			out.addf(at, "%q is a context of %s, and this is for %s", account, got, want)
		}
	}
	for i, a := range f.Accounts {
		wants(fmt.Sprintf("/accounts/%d/context", i), a.Context, "")
	}
	for i, u := range f.BusinessUnits {
		wants(fmt.Sprintf("/business_units/%d/account", i), u.Account, serviceCloutility)
	}
	for i, p := range f.Policies {
		wants(fmt.Sprintf("/policies/%d/account", i), p.Account, serviceCBR)
	}
	for i, v := range f.Vaults {
		wants(fmt.Sprintf("/vaults/%d/account", i), v.Account, serviceCBR)
	}
	for i, g := range f.Groups {
		at := fmt.Sprintf("/groups/%d", i)
		want := ""
		switch {
		case g.Vault != "" || g.Kind != "" || g.Select != nil && g.Select.Tag != "":
			want = serviceCBR
		case g.Schedule != nil:
			want = serviceZomro
		case g.Enroll != nil || g.Select != nil && g.Select.Below != "":
			want = serviceCloutility
		}
		wants(at+"/account", g.Account, want)
	}
	for i, m := range f.Drills.Machines {
		at := fmt.Sprintf("/drills/machines/%d/account", i)
		wants(at, m.Account, "")
		if got, err := service(m.Account); err == nil && got == serviceCloutility {
			out.addf(at, "Cloutility has no call to restore anything: restores are made on the machine")
		}
	}
	return out.err(name)
}

func (f *File) policy(account, name string) (Policy, bool) {
	for _, p := range f.Policies {
		if p.Account == account && p.Name == name {
			return p, true
		}
	}
	return Policy{}, false
}

func (f *File) policyNames(account string) (out []string) {
	for _, p := range f.Policies {
		if p.Account == account {
			out = append(out, p.Name)
		}
	}
	return out
}

func (f *File) vault(account, name string) (Vault, bool) {
	for _, v := range f.Vaults {
		if v.Account == account && v.Name == name {
			return v, true
		}
	}
	return Vault{}, false
}

func (f *File) vaultNames(account string) (out []string) {
	for _, v := range f.Vaults {
		if v.Account == account {
			out = append(out, v.Name)
		}
	}
	return out
}

func (f *File) group(name string) (Group, bool) {
	for _, g := range f.Groups {
		if g.Name == name {
			return g, true
		}
	}
	return Group{}, false
}

func has(b bool) int {
	if b {
		return 1
	}
	return 0
}

// kindOf is the kind of machines, with its default.
func kindOf(kind string) string {
	if kind == "" {
		return "server"
	}
	return kind
}
