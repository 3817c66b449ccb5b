package cloutilitytest

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// shelf is where things lie that are of one kind and belong to one owner: a
// business unit, a consumption unit, or nobody (0).
type shelf struct {
	kind  kind
	owner int64
}

type kind string

// The kinds of things that lie on shelves.
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
)

// link is an address below the base URL.
type link string

// shown makes an answer of what is kept: addresses become absolute, and moments
// are written in the form of the day.
func (s *service) shown(ctx context.Context, v any) any {
	switch v := v.(type) {
	case object:
		return s.shownObject(ctx, v)
	case []object:
		out := make([]any, len(v))
		for i := range v {
			out[i] = s.shownObject(ctx, v[i])
		}
		return out
	case link:
		return base(ctx) + string(v)
	case time.Time:
		return s.date(v)
	}
	return v
}

func (s *service) shownObject(ctx context.Context, o object) object {
	out := make(object, len(o))
	for name, v := range o {
		out[name] = s.shown(ctx, v)
	}
	return out
}

// put lays a thing on a shelf, with an id of its own unless it has one.
func (s *service) put(k kind, owner int64, o object) object {
	if _, ok := o["id"]; !ok {
		o["id"] = s.newID()
	}
	if _, ok := o["createdDate"]; !ok {
		o["createdDate"] = s.now()
	}
	of := shelf{k, owner}
	s.shelves[of] = append(s.shelves[of], o)
	return o
}

// pick finds a thing by its id.
func (s *service) pick(k kind, owner, id int64) (object, error) {
	for _, o := range s.shelves[shelf{k, owner}] {
		if o["id"] == id {
			return o, nil
		}
	}
	return nil, notFound("The " + string(k) + " " + itoa(id) + " was not found.")
}

func (s *service) shelfList(ctx context.Context, path string, k kind, owner int64, w window) answer {
	on := s.shelves[shelf{k, owner}]
	return s.listOf(ctx, path, len(on), func(i int) object { return s.shownObject(ctx, on[i]) }, w)
}

func (s *service) shelfGet(ctx context.Context, k kind, owner, id int64) (answer, error) {
	o, err := s.pick(k, owner, id)
	if err != nil {
		return answer{}, err
	}
	return ok(s.shownObject(ctx, o)), nil
}

// shelfLast answers what was laid down last.
func (s *service) shelfLast(ctx context.Context, k kind, owner int64) (answer, error) {
	on := s.shelves[shelf{k, owner}]
	if len(on) == 0 {
		return s.nothing("There is no " + string(k) + ".")
	}
	return ok(s.shownObject(ctx, on[len(on)-1])), nil
}

// shelfAdd makes a thing of the body of a request. The fields named have to be
// texts that say something.
func (s *service) shelfAdd(ctx context.Context, k kind, owner int64, body any, required ...string) (answer, error) {
	o, err := fields(body, required...)
	if err != nil {
		return answer{}, err
	}
	return s.created(s.shownObject(ctx, s.put(k, owner, o))), nil
}

// shelfChange writes the body of a request over a thing. A quiet one answers
// nothing.
func (s *service) shelfChange(ctx context.Context, k kind, owner, id int64, body any, quiet bool) (answer, error) {
	o, err := s.pick(k, owner, id)
	if err != nil {
		return answer{}, err
	}
	change, err := fields(body)
	if err != nil {
		return answer{}, err
	}
	maps.Copy(o, change)
	if quiet {
		return s.done(), nil
	}
	return ok(s.shownObject(ctx, o)), nil
}

func (s *service) shelfDelete(k kind, owner, id int64) (answer, error) {
	if _, err := s.pick(k, owner, id); err != nil {
		return answer{}, err
	}
	of := shelf{k, owner}
	s.shelves[of] = slices.DeleteFunc(s.shelves[of], func(o object) bool { return o["id"] == id })
	return s.deleted(nil), nil
}

// fields are those of the body of a request; what the service makes itself is
// left out.
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
