package cbrtest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/serve"
)

// Clouds are the ids of the clouds that [WithCloud] knows.
func Clouds() []string {
	var ids []string
	for _, c := range cbrapi.Clouds() {
		ids = append(ids, c.ID)
	}
	return ids
}

// available are the routes that the cloud has.
func (s *service) available(routes []serve.Route) []serve.Route {
	if s.cloud.ID == "" {
		return routes
	}
	return slices.DeleteFunc(routes, func(r serve.Route) bool { return !s.cloud.Has(r.Op.ID) })
}

// misplaced reports a request at the host of the other service.
func (s *service) misplaced(r *http.Request, isIAM bool) bool {
	switch host, _, _ := strings.Cut(r.Host, "."); {
	case s.cloud.ID == "":
		return false
	case host == "cbr":
		return isIAM
	case host == "iam", host == "iam-pub":
		return !isIAM
	}
	return false
}

// cbrHost is where CBR is, of the host at which IAM was asked.
func (s *service) cbrHost(host string) string {
	first, rest, _ := strings.Cut(host, ".")
	if s.cloud.ID != "" && (first == "iam" || first == "iam-pub") {
		return "cbr." + rest
	}
	return host
}

// The clouds whose own references are known, and what those lack.
const (
	openTelekom = "otc"
	swissOTC    = "otc-swiss"
	cloudRU     = "cloud-ru"

	shortDescription = 64
	manyTags         = 20
)

// tagLimit is how many tags a vault may have.
func (c *config) tagLimit() int {
	if c.cloud.ID == openTelekom {
		return manyTags
	}
	return maxTags
}

// unsupported is what a cloud does not take of a vault that Huawei's own takes.
func (c *config) unsupported(in *cbrapi.OrderVaultInput) error {
	b := in.Billing
	wrong := func(field string) error { return invalid("Parameter check failed: " + field + " is not supported") }
	switch c.cloud.ID {
	case cloudRU:
		if in.Locked {
			return wrong("locked")
		}
		return nil
	case openTelekom, swissOTC:
	default:
		return nil
	}
	objects := []cbrapi.ObjectType{cbrapi.ObjectTypeServer, cbrapi.ObjectTypeDisk, cbrapi.ObjectTypeTurbo}
	if c.cloud.ID == swissOTC {
		objects = objects[:2]
	}
	switch {
	case !slices.Contains(objects, b.ObjectType):
		return wrong("object_type " + string(b.ObjectType))
	case b.ConsistentLevel != cbrapi.ConsistentLevelCrash:
		return wrong("consistent_level " + string(b.ConsistentLevel))
	case b.ChargingMode == cbrapi.ChargingModePrePaid:
		return wrong("charging_mode pre_paid")
	case c.cloud.ID == swissOTC && b.ProtectType != cbrapi.ProtectTypeBackup:
		return wrong("protect_type " + string(b.ProtectType))
	case in.AutoExpand:
		return wrong("auto_expand")
	case len([]rune(in.Description)) > shortDescription:
		return invalid("Parameter check failed: description has more than 64 characters")
	}
	return nil
}
