package emulator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// The services, as quirks name them.
const (
	serviceCBR        = "cbr"
	serviceZomro      = "zomro"
	serviceCloutility = "cloutility"
)

// Quirks are what real services do and documents do not say, each with the name of its
// service in front: "cbr:nulls".
func Quirks() []string {
	var out []string
	for _, q := range cbrtest.Quirks() {
		out = append(out, serviceCBR+":"+string(q))
	}
	for _, q := range cloutilitytest.Quirks() {
		out = append(out, serviceCloutility+":"+string(q))
	}
	for _, q := range zomrotest.Quirks() {
		out = append(out, serviceZomro+":"+string(q))
	}
	slices.Sort(out)
	return out
}

// quirks are the whole names of quirks.
func quirks(names []string) []string {
	var out []string
	for _, q := range Quirks() {
		_, bare, _ := strings.Cut(q, ":")
		if slices.Contains(names, q) || slices.Contains(names, bare) {
			out = append(out, q)
		}
	}
	return out
}

// checkQuirks rejects what does not exist.
func (o Options) checkQuirks() error {
	for _, name := range o.Quirks {
		if len(quirks([]string{name})) == 0 {
			return fmt.Errorf("there is no quirk %q; there are %s", name, strings.Join(Quirks(), ", "))
		}
	}
	if o.State != "" && len(o.Quirks) > 0 {
		return fmt.Errorf("a state has no quirks: the requests that it is made of would have other responses")
	}
	if o.State != "" && o.Recording != "" {
		return fmt.Errorf("a recording is played without a state")
	}
	return nil
}
