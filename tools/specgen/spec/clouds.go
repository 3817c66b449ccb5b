package spec

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Cloud is one that runs an API at addresses of its own, as info.x-clouds says.
type Cloud struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Constant string `json:"constant"` // of its Go name
	Domain   string `json:"domain"`
	// Patterns of addresses, in which {region} stands for the id of one.
	CBR         string `json:"cbr"`
	IAM         string `json:"iam"`
	IAMRegional string `json:"iam-regional"` // where it is another one
	// Operations is the cloud that has the same ones; empty for one of its own.
	Operations string            `json:"operations"`
	Source     string            `json:"source"`
	Regions    map[string]string `json:"regions"` // ids, and their Go names
}

// RegionIDs are the ids of its regions, sorted.
func (c Cloud) RegionIDs() []string { return slices.Sorted(maps.Keys(c.Regions)) }

// Has reports whether an operation is known to be there.
func (c Cloud) Has(o Operation) bool {
	id := c.ID
	if c.Operations != "" {
		id = c.Operations
	}
	return slices.Contains(o.Clouds, id)
}

// readClouds reads info.x-clouds, which not every specification has.
func (s *Spec) readClouds() error {
	raw, ok := s.Doc.Info.Extensions["x-clouds"]
	if !ok {
		return nil
	}
	text, err := json.Marshal(raw)
	if err == nil {
		err = json.Unmarshal(text, &s.Clouds)
	}
	if err != nil {
		return fmt.Errorf("info.x-clouds cannot be read: %w", err)
	}
	return errors.Join(s.checkClouds()...)
}

var cloudID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// checkClouds holds the table to what may be relied on: that nobody's password
// goes to somebody else's host.
func (s *Spec) checkClouds() (problems []error) {
	seen := make(map[string]string) // ids, constants and regions, and whose they are
	once := func(cloud, what string) {
		if other, ok := seen[what]; ok {
			problems = append(problems, fmt.Errorf("info.x-clouds: %s has %s, and so has %s", cloud, what, other))
		}
		seen[what] = cloud
	}
	for _, c := range s.Clouds {
		once(c.ID, c.ID)
		once(c.ID, "constant "+c.Constant)
		once(c.ID, "domain "+c.Domain)
		switch {
		case !cloudID.MatchString(c.ID) || c.Name == "" || c.Constant == "" || c.Source == "" || len(c.Regions) == 0:
			problems = append(problems, fmt.Errorf("info.x-clouds: %q lacks an id, a name, a constant, a source or regions", c.ID))
		case c.Operations != "" && !slices.ContainsFunc(s.Clouds, func(o Cloud) bool { return o.ID == c.Operations && o.Operations == "" }):
			problems = append(problems, fmt.Errorf("info.x-clouds: %s has the operations of %s, which is none", c.ID, c.Operations))
		}
		for region, constant := range c.Regions {
			once(c.ID, "region "+region)
			once(c.ID, "constant of a region "+constant)
		}
		for _, pattern := range []string{c.CBR, c.IAM, c.IAMRegional} {
			if pattern == "" && c.IAMRegional == "" {
				continue
			}
			u, err := url.Parse(strings.ReplaceAll(pattern, "{region}", "xx-1"))
			if err != nil || u.Scheme != "https" || u.Path != "" || !strings.HasSuffix(u.Host, "."+c.Domain) {
				problems = append(problems, fmt.Errorf("info.x-clouds: %s has an address that is no https host of %s: %s", c.ID, c.Domain, pattern))
			}
		}
		if c.CBR == "" || c.IAM == "" {
			problems = append(problems, fmt.Errorf("info.x-clouds: %s lacks an address", c.ID))
		}
	}
	for _, o := range s.Operations {
		if len(s.Clouds) > 0 && len(o.Clouds) == 0 {
			problems = append(problems, fmt.Errorf("%s: x-clouds does not say where it is", o.ID))
		}
		for _, id := range o.Clouds {
			if _, ok := seen[id]; !ok {
				problems = append(problems, fmt.Errorf("%s: x-clouds names %s, which info.x-clouds has not", o.ID, id))
			}
		}
	}
	return problems
}
