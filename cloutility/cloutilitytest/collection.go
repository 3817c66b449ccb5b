package cloutilitytest

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// collection is what is kept of one kind that belongs to one owner: a business
// unit, a consumption unit, or nobody (0).
type collection struct {
	kind  kind
	owner int64
}

type kind string

// The kinds of items that are kept in collections.
const (
	addresses             kind = "address"
	oRainUsers            kind = "oRain user"
	agreements            kind = "service level agreement"
	spPlusServers         kind = "Storage Protect Plus server"
	rubrikServers         kind = "Rubrik server"
	nodeGroups            kind = "node group"
	filters               kind = "filter"
	retentionRules        kind = "retention rule"
	filespaces            kind = "file space"
	contracts             kind = "contract"
	invoices              kind = "invoice"
	invoiceFiles          kind = "invoice file"
	namingRules           kind = "naming rule"
	passwordRules         kind = "password rule"
	deletionRules         kind = "deletion rule"
	activitySubscriptions kind = "activity report subscription"
	jobSubscriptions      kind = "job subscription"
	incidentConfigs       kind = "job incident configuration"
	deliveryConfigs       kind = "delivery configuration"
	deleteRequests        kind = "deletion request"
	accounts365           kind = "Microsoft 365 account"
	repositories          kind = "PoINT repository"
	deleteSettings        kind = "settings for deletion requests"
	summaries             kind = "compliance summary"
	bucketNamingRules     kind = "naming rule for buckets"
	totpSettings          kind = "setting for one-time passwords"
	identityProviders     kind = "identity provider"
	brands                kind = "brand"
	statusSubscriptions   kind = "status report subscription"
	ownProducts           kind = "product"
	productCodes          kind = "product code"
	priceSubscriptions    kind = "price subscription"
	assignedSubscriptions kind = "assigned price subscription"
	contractExceptions    kind = "exception to the contract"
	referrals             kind = "referral"
	billingDeliveries     kind = "delivery of billing data"
	tenants365            kind = "Microsoft 365 tenant"
	freeTenants365        kind = "Microsoft 365 tenant without a business unit"
	freeAccounts365       kind = "Microsoft 365 account without a business unit"
	restorePoints         kind = "restore point"
	slaDomains            kind = "SLA domain"
	pointBuckets          kind = "PoINT bucket"
	freePointBuckets      kind = "PoINT bucket without a consumption unit"
	pointUsers            kind = "PoINT user"
	pointPresets          kind = "preset for PoINT buckets"
	cosBuckets            kind = "COS bucket"
	deletedCOSBuckets     kind = "COS bucket whose consumption unit is gone"
	cosAccounts           kind = "COS account"
	cosPresets            kind = "preset for COS buckets"
	oRainBuckets          kind = "oRain bucket"
	oRainPresets          kind = "preset for oRain buckets"
)

// link is an address below the base URL.
type link string

// render makes JSON of what is kept: addresses become absolute, and moments are
// written in the form of the day.
func (s *service) render(ctx context.Context, v any) any {
	switch v := v.(type) {
	case object:
		return s.renderObject(ctx, v)
	case []object:
		out := make([]any, len(v))
		for i := range v {
			out[i] = s.renderObject(ctx, v[i])
		}
		return out
	case link:
		return base(ctx) + string(v)
	case time.Time:
		return s.date(v)
	}
	return v
}

// renderObject goes by the names, so that equal seeds of quirks bring equal dates.
func (s *service) renderObject(ctx context.Context, o object) object {
	out := make(object, len(o))
	for _, name := range slices.Sorted(maps.Keys(o)) {
		out[name] = s.render(ctx, o[name])
	}
	return out
}

// insert adds an item to a collection, with an id of its own unless it has one.
func (s *service) insert(k kind, owner int64, o object) object {
	if _, ok := o["id"]; !ok {
		o["id"] = s.newID()
	}
	if _, ok := o["createdDate"]; !ok {
		o["createdDate"] = s.now()
	}
	of := collection{k, owner}
	s.collections[of] = append(s.collections[of], o)
	return o
}

// item finds an item by its id.
func (s *service) item(k kind, owner, id int64) (object, error) {
	for _, o := range s.collections[collection{k, owner}] {
		if o["id"] == id {
			return o, nil
		}
	}
	return nil, notFound("The " + string(k) + " " + itoa(id) + " was not found.")
}

func (s *service) listItems(ctx context.Context, path string, k kind, owner int64, w window) (any, error) {
	items := s.collections[collection{k, owner}]
	return s.listOf(ctx, path, len(items), func(i int) object { return s.renderObject(ctx, items[i]) }, w)
}

func (s *service) getItem(ctx context.Context, k kind, owner, id int64) (any, error) {
	o, err := s.item(k, owner, id)
	if err != nil {
		return nil, err
	}
	return s.renderObject(ctx, o), nil
}

// newestItem returns what was added last.
func (s *service) newestItem(ctx context.Context, k kind, owner int64) (any, error) {
	items := s.collections[collection{k, owner}]
	if len(items) == 0 {
		return s.absent("There is no " + string(k) + ".")
	}
	return s.renderObject(ctx, items[len(items)-1]), nil
}

// createItem makes an item of the body of a request.
func (s *service) createItem(ctx context.Context, k kind, owner int64, body any) (any, error) {
	o, err := fields(body)
	if err != nil {
		return nil, err
	}
	return s.created(s.renderObject(ctx, s.insert(k, owner, o)))
}

// updateItem writes the body of a request over an item.
func (s *service) updateItem(k kind, owner, id int64, body any) error {
	o, err := s.item(k, owner, id)
	if err != nil {
		return err
	}
	change, err := fields(body)
	if err != nil {
		return err
	}
	maps.Copy(o, change)
	return nil
}

func (s *service) deleteItem(k kind, owner, id int64) (any, error) {
	if _, err := s.item(k, owner, id); err != nil {
		return nil, err
	}
	of := collection{k, owner}
	s.collections[of] = slices.DeleteFunc(s.collections[of], func(o object) bool { return o["id"] == id })
	return s.deleted(nil)
}

// dropCollections removes all that belongs to an owner.
func (s *service) dropCollections(owner int64) {
	maps.DeleteFunc(s.collections, func(of collection, _ []object) bool { return of.owner == owner })
}

// fields are those of the body of a request; what the service makes itself is
// left out. Those required must be texts that say something.
func fields(body any, required ...string) (object, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, invalid("The body cannot be read.")
	}
	var o object
	if err := json.Unmarshal(data, &o); err != nil || o == nil {
		return nil, invalid("The body has to be an object.")
	}
	for _, name := range required {
		if text, _ := o[name].(string); strings.TrimSpace(text) == "" {
			return nil, invalid("The field " + name + " is required.")
		}
	}
	for _, name := range []string{"id", "createdDate", "href", "clientId", "inherited"} {
		delete(o, name)
	}
	return o, nil
}

// brief is a thing inside another one: its id and name.
func brief(o object) object { return object{"id": o["id"], "name": o["name"]} }

// on says whether a switch of what is kept is on.
func on(v any) bool {
	b, _ := v.(bool)
	return b
}

// idOf is the id of what is kept.
func idOf(o object) int64 {
	id, _ := o["id"].(int64)
	return id
}

// found finds a thing by its id in a unit or one above it, and says which has it.
func (s *service) found(k kind, unitID, id int64) (o object, owner int64) {
	for at := unitID; s.units[at] != nil; at = s.units[at].parent {
		if o, err := s.item(k, at, id); err == nil {
			return o, at
		}
	}
	return nil, 0
}

// write writes the body of a request over an item, without what it refers to.
func write(o object, body any, references ...string) error {
	change, err := fields(body)
	if err != nil {
		return err
	}
	for _, name := range references {
		delete(change, name)
	}
	maps.Copy(o, change)
	return nil
}
