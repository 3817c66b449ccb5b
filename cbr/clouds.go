package cbr

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// Cloud is a cloud that runs CBR, such as [CloudOTC]. Each has addresses of its own
// and accounts of its own, and not all have every operation.
type Cloud string

// Region is the id of a region, such as [RegionEUDE]. It belongs to one cloud; one
// that is not among the constants needs Config.Cloud or [backup.WithBaseURL].
type Region string

// GlobalIAMEndpoint is the address of IAM for all regions of [CloudHuawei].
const GlobalIAMEndpoint = "https://iam.myhuaweicloud.com"

// Clouds are the known clouds.
func Clouds() []Cloud {
	var list []Cloud
	for _, c := range cbrapi.Clouds() {
		list = append(list, Cloud(c.ID))
	}
	return list
}

// Regions are the known regions of all clouds, in alphabetical order.
func Regions() []Region {
	var list []Region
	for _, c := range Clouds() {
		list = append(list, c.Regions()...)
	}
	slices.Sort(list)
	return list
}

// entry finds a cloud in the table.
func (c Cloud) entry() (cbrapi.Cloud, bool) {
	all := cbrapi.Clouds()
	i := slices.IndexFunc(all, func(have cbrapi.Cloud) bool { return have.ID == string(c) })
	if i < 0 {
		return cbrapi.Cloud{}, false
	}
	return all[i], true
}

// Name is what people call the cloud, such as "Open Telekom Cloud".
func (c Cloud) Name() string {
	have, _ := c.entry()
	return cmp.Or(have.Name, string(c))
}

// Regions are the known regions of the cloud.
func (c Cloud) Regions() []Region {
	have, _ := c.entry()
	var list []Region
	for _, id := range have.Regions {
		list = append(list, Region(id))
	}
	return list
}

// Has reports whether the cloud is known to have an operation, which is named as in
// [backup.Error.Operation]. Clouds may have more than they document, so nothing is
// refused because of it.
func (c Cloud) Has(operation string) bool {
	have, ok := c.entry()
	return ok && have.Has(operation)
}

// Cloud is the cloud the region belongs to, "" when the region is not known.
func (r Region) Cloud() Cloud {
	for _, c := range cbrapi.Clouds() {
		if slices.Contains(c.Regions, string(r)) {
			return Cloud(c.ID)
		}
	}
	return ""
}

// Endpoint is the address of CBR in the region, "" when the region is not known.
func (r Region) Endpoint() string {
	have, _ := r.Cloud().entry()
	return r.in(have.Endpoint)
}

// IAMEndpoint is the address of IAM in the region, for Config.IAMEndpoint; "" when
// the region is not known. Its tokens are valid in this region only.
func (r Region) IAMEndpoint() string {
	have, _ := r.Cloud().entry()
	return r.in(have.IAMRegional)
}

// in puts the region into the pattern of an address.
func (r Region) in(pattern string) string { return strings.ReplaceAll(pattern, "{region}", string(r)) }

// cloudOfHost is the cloud that a host belongs to, "" for any other. Of two domains
// the longer one counts: one cloud's can be a part of another's.
func cloudOfHost(address string) Cloud {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	var found cbrapi.Cloud
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	for _, c := range cbrapi.Clouds() {
		if (host == c.Domain || strings.HasSuffix(host, "."+c.Domain)) && len(c.Domain) > len(found.Domain) {
			found = c
		}
	}
	return Cloud(found.ID)
}

// oneCloud is the cloud that a configuration is for, "" when it names none that is
// known. Whatever names one has to name the same: nothing sends credentials for one
// cloud to another.
func (c Config) oneCloud(baseURL string) (Cloud, error) {
	if _, known := c.Cloud.entry(); c.Cloud != "" && !known {
		return "", badConfig("Cloud", "is not known; use the region with backup.WithBaseURL and Config.IAMEndpoint")
	}
	chosen, own, base, iam := c.Cloud, c.Region.Cloud(), cloudOfHost(baseURL), cloudOfHost(c.IAMEndpoint)
	if chosen = cmp.Or(chosen, own); own != "" && own != chosen {
		return "", badConfig("Region", "is one of "+own.Name()+", and Config.Cloud is "+chosen.Name())
	}
	if chosen = cmp.Or(chosen, base); base != "" && base != chosen {
		return "", &backup.ArgumentError{Field: "BaseURL", Reason: "is that of " + base.Name() + ", and the region is one of " + chosen.Name()}
	}
	if chosen = cmp.Or(chosen, iam); iam != "" && iam != chosen {
		return "", badConfig("IAMEndpoint", "is that of "+iam.Name()+", and the region or the base URL is one of "+chosen.Name())
	}
	return chosen, nil
}

// addresses fills in where a client finds CBR and IAM, from the table of clouds.
func (c Config) addresses() (Config, string, error) {
	have, known := cmp.Or(c.Cloud, c.Region.Cloud()).entry()
	switch {
	case !known && c.Discover:
		if c.IAMEndpoint == "" {
			return c, "", badConfig("IAMEndpoint", "is needed: it is not known of this region, and its catalog has the address of CBR")
		}
		return c, "", nil
	case !known:
		return c, "", badConfig("Region", "is not known; set Config.Cloud, or use it with backup.WithBaseURL")
	}
	if c.IAMEndpoint == "" {
		c.IAMEndpoint = c.Region.in(have.IAMEndpoint)
	}
	return c, c.Region.in(have.Endpoint), nil
}
