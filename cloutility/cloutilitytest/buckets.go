package cloutilitytest

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// Servers of other products than Storage Protect, all in the one data centre, with
// the partitions or vaults that they have.
const (
	pointServer int64 = 14
	cosServer   int64 = 15
	oRainServer int64 = 16
)

func otherServers() []entry {
	return []entry{{pointServer, object{"name": "point-nord-1"}}, {cosServer, object{"name": "cos-nord-1"}}, {oRainServer, object{"name": "orain-nord-1"}}}
}

// places are partitions of the PoINT server, vaults of the COS server, and quality
// groups of its vaults.
func places() []entry { return []entry{{1, object{"name": "default"}}} }

// refer makes a reference of a request a thing inside another one. It must exist.
func refer(o object, name string, ref *cloutilityapi.ObjectRef, lookup func(id int64) object) error {
	if ref == nil {
		return nil
	}
	thing := lookup(ref.ID)
	if thing == nil {
		return invalid("The field " + name + " refers to " + itoa(ref.ID) + ", which was not found.")
	}
	o[name] = brief(thing)
	return nil
}

// inCatalogue looks in a catalogue.
func inCatalogue(all []entry, only ...int64) func(id int64) object {
	return func(id int64) object {
		e := find(all, id)
		if e == nil || len(only) > 0 && !slices.Contains(only, id) {
			return nil
		}
		return object{"id": e.id, "name": e.fields["name"]}
	}
}

// inUnit looks among the things of a unit and those that the units above share.
func (s *service) inUnit(k kind, unitID int64) func(id int64) object {
	return func(id int64) object {
		o, owner := s.found(k, unitID, id)
		if shared, says := o["availableForDescendants"]; owner != unitID && says && !on(shared) {
			return nil
		}
		return o
	}
}

// nameTaken says whether a thing of a kind has a name already, whoever owns it.
func (s *service) nameTaken(k kind, name string, but int64) bool {
	for of, items := range s.collections {
		if of.kind == k && slices.ContainsFunc(items, func(o object) bool {
			other, _ := o["name"].(string)
			return strings.EqualFold(other, name) && idOf(o) != but
		}) {
			return true
		}
	}
	return false
}

// createBucket gives a consumption unit a bucket: it begins as blank, has what its
// preset says, and what the body says where the preset does not lock it.
func (s *service) createBucket(ctx context.Context, k, presets kind, unitID, consumerID, source int64, o object, preset *cloutilityapi.ObjectRef, body any, references ...string) (any, error) {
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	change, err := fields(body, "name")
	if err != nil {
		return nil, err
	}
	name, _ := change["name"].(string)
	switch {
	case c.node != nil || c.source != 0:
		return nil, conflict("The consumer has a data source.")
	case s.nameTaken(k, name, 0):
		return nil, conflict("The name of the bucket is taken.")
	}
	if preset != nil {
		p := s.inUnit(presets, unitID)(preset.ID)
		if p == nil {
			return nil, invalid("The preset " + itoa(preset.ID) + " was not found.")
		}
		if err := s.begin(o, p, change); err != nil {
			return nil, err
		}
	}
	for _, name := range append(references, "preset") {
		delete(change, name)
	}
	maps.Copy(o, change)
	c.source = source
	s.insert(k, c.id, o)
	s.audit(auditCreate, unitID, c.id, "Bucket "+name+" was created")
	return s.created(s.sourced(ctx, c, o))
}

// begin writes what a preset says into a bucket. What it locks, a request cannot
// choose.
func (s *service) begin(o, preset, change object) error {
	o["preset"] = brief(preset)
	for name, value := range preset {
		locked, ok := preset[lockOf(name)]
		if !ok {
			continue
		}
		if chosen, chooses := change[name]; chooses && on(locked) && chosen != value {
			return conflict("The preset locks the field " + name + ".")
		}
		o[name] = value
	}
	return nil
}

func lockOf(name string) string { return "lock" + strings.ToUpper(name[:1]) + name[1:] }

// updateBucket changes the bucket of a consumption unit. Its preset may lock what is
// changed, and versioning that was on is never off again.
func (s *service) updateBucket(ctx context.Context, k, presets kind, unitID, consumerID int64, body any, refers func(o object) error, references ...string) (any, error) {
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	o := s.newest(k, consumerID)
	if o == nil {
		return nil, notFound("There is no " + string(k) + ".")
	}
	change, err := fields(body)
	if err != nil {
		return nil, err
	}
	changed := maps.Clone(o)
	if err := refers(changed); err != nil {
		return nil, err
	}
	if has, ok := changed["preset"].(object); ok {
		if preset := s.inUnit(presets, unitID)(idOf(has)); preset != nil {
			for name, value := range change {
				if on(preset[lockOf(name)]) && value != preset[name] {
					return nil, conflict("The preset locks the field " + name + ".")
				}
			}
		}
	}
	if next := change["versioningState"]; next == "Disabled" && o["versioningState"] != "Disabled" {
		return nil, conflict("Versioning cannot be disabled again, only suspended.")
	}
	for _, name := range append(references, "preset") {
		delete(change, name)
	}
	maps.Copy(o, changed)
	maps.Copy(o, change)
	s.audit(auditModify, unitID, consumerID, "A bucket was modified")
	return s.sourced(ctx, c, o), nil
}

// createPreset makes a preset of a unit.
func (s *service) createPreset(ctx context.Context, k kind, unitID int64, o object, body any, references ...string) (any, error) {
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	change, err := fields(body, "name")
	if err != nil {
		return nil, err
	}
	for _, name := range references {
		delete(change, name)
	}
	maps.Copy(o, change)
	o["businessUnit"] = object{"id": unitID, "name": s.units[unitID].name}
	s.insert(k, unitID, o)
	s.audit(auditCreate, unitID, 0, "A "+string(k)+" was created")
	return s.created(s.renderObject(ctx, o))
}

// updatePreset changes a preset of a unit. Buckets that have it get what is locked,
// are left alone, or forbid it, as the method says.
func (s *service) updatePreset(ctx context.Context, k, buckets kind, unitID, id int64, method string, body any, references ...string) (any, error) {
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	o, err := s.item(k, unitID, id)
	if err != nil {
		return nil, err
	}
	change, err := fields(body, "name")
	if err != nil {
		return nil, err
	}
	var have []object
	for of, items := range s.collections {
		for _, bucket := range items {
			if preset, ok := bucket["preset"].(object); ok && of.kind == buckets && idOf(preset) == id {
				have = append(have, bucket)
			}
		}
	}
	push := false
	switch strings.ToLower(method) {
	case "", "notset":
		if len(have) > 0 {
			return nil, conflict("Buckets have the preset.")
		}
	case "true":
		push = true
	case "false":
	default:
		return nil, invalid("The update method is not known.")
	}
	for _, name := range references {
		delete(change, name)
	}
	maps.Copy(o, change)
	for _, bucket := range have {
		for name, value := range o {
			if push && on(o[lockOf(name)]) {
				bucket[name] = value
			}
		}
	}
	s.audit(auditModify, unitID, 0, "A "+string(k)+" was modified")
	return s.renderObject(ctx, o), nil
}

// locked adds to settings of buckets whether a preset locks them.
func locked(settings object) object {
	out := maps.Clone(settings)
	for name := range settings {
		out[lockOf(name)] = false
	}
	out["inherited"] = false
	return out
}

// shared are the things of a unit, and those that the units above share.
func (s *service) shared(k kind, unitID int64) []object {
	var out []object
	for at := unitID; s.units[at] != nil; at = s.units[at].parent {
		for _, o := range s.collections[collection{k, at}] {
			if at == unitID || on(o["availableForDescendants"]) {
				o = maps.Clone(o)
				o["inherited"] = at != unitID
				out = append(out, o)
			}
		}
	}
	slices.SortFunc(out, func(a, b object) int { return int(idOf(a) - idOf(b)) })
	return out
}

// createShared makes an account or a user of a server.
func (s *service) createShared(ctx context.Context, k kind, unitID int64, o object, body any, references ...string) (any, error) {
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	change, err := fields(body, "name")
	if err != nil {
		return nil, err
	}
	if name, _ := change["name"].(string); s.nameTaken(k, name, 0) {
		return nil, conflict("The name is taken on the server.")
	}
	for _, name := range references {
		delete(change, name)
	}
	maps.Copy(o, change)
	o["businessUnit"] = object{"id": unitID, "name": s.units[unitID].name}
	s.insert(k, unitID, o)
	s.audit(auditCreate, unitID, 0, "A "+string(k)+" was created")
	return s.created(s.renderObject(ctx, o))
}

// updateShared changes an account or a user of a server.
func (s *service) updateShared(ctx context.Context, k kind, unitID, id int64, body any, refers func(o object) error, references ...string) (any, error) {
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	o, err := s.item(k, unitID, id)
	if err != nil {
		return nil, err
	}
	change, err := fields(body)
	if err != nil {
		return nil, err
	}
	if name, ok := change["name"].(string); ok && (strings.TrimSpace(name) == "" || s.nameTaken(k, name, id)) {
		return nil, conflict("The name is empty, or taken on the server.")
	}
	changed := maps.Clone(o)
	if err := refers(changed); err != nil {
		return nil, err
	}
	for _, name := range references {
		delete(change, name)
	}
	maps.Copy(o, changed)
	maps.Copy(o, change)
	s.audit(auditModify, unitID, 0, "A "+string(k)+" was modified")
	return s.renderObject(ctx, o), nil
}
