package fleet

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/cbr"
)

// readKind reads all machines of a kind that the groups may mean: those of vaults, and
// those that can be protected, unless all that the groups name are in vaults already.
// The second list is long where there are many vaults.
func (r *region) readKind(ctx context.Context, kind string, members []*machine, groups []*Group) kindRead {
	typ, ok := protectableType(kind)
	if !ok {
		return kindRead{err: errNoKind}
	}
	if !slices.ContainsFunc(groups, func(g *Group) bool {
		return kindOf(g.Kind) == kind && (g.Select != nil || len(g.choose(members).missing) > 0)
	}) {
		return kindRead{machines: members}
	}
	inVault := make(map[string]*machine, len(members))
	for _, m := range members {
		inVault[m.id] = m
	}
	var out []*machine
	seen := make(map[string]bool)
	for p, err := range r.client.Protectables.All(ctx, typ, cbr.ListProtectablesInput{Limit: 50}) { //nolint:mnd // the largest page
		if err != nil {
			return kindRead{err: fmt.Errorf("the machines of kind %s: %w", kind, err)}
		}
		m := &machine{id: p.ID, name: p.Name, kind: kind, sizeGB: p.SizeGB.Value}
		m.tags, m.tagged = tagsOf(p)
		if have := inVault[p.ID]; have != nil {
			m.vault = have.vault
		} else if p.Protectable != nil && p.Protectable.Vault != nil {
			m.vault = p.Protectable.Vault.ID
		}
		seen[p.ID] = true
		out = append(out, m)
	}
	for _, m := range members {
		if !seen[m.id] {
			out = append(out, m)
		}
	}
	return kindRead{machines: out}
}

// tagsOf reads the tags of a machine, which the service that owns it writes as a list
// of key=value or key.value, as a list of objects, or as one object. Told is false
// when there is nothing of the kind.
func tagsOf(p cbr.Protectable) (tags map[string]string, told bool) {
	var detail struct {
		Tags any `json:"tags"`
	}
	if len(p.Detail) == 0 || p.Detail.Decode(&detail) != nil || detail.Tags == nil {
		return nil, false
	}
	tags = make(map[string]string)
	switch list := detail.Tags.(type) {
	case map[string]any:
		for key, value := range list {
			tags[key] = fmt.Sprint(value)
		}
	case []any:
		for _, entry := range list {
			switch entry := entry.(type) {
			case string:
				key, value, ok := strings.Cut(entry, "=")
				if !ok {
					key, value, _ = strings.Cut(entry, ".")
				}
				tags[key] = value
			case map[string]any:
				if key, ok := entry["key"].(string); ok {
					value, _ := entry["value"].(string)
					tags[key] = value
				}
			}
		}
	default:
		return nil, false
	}
	return tags, true
}

func protectableType(kind string) (cbr.ProtectableType, bool) {
	switch kind {
	case "server":
		return cbr.ProtectableTypeServer, true
	case "disk":
		return cbr.ProtectableTypeDisk, true
	case "turbo":
		return cbr.ProtectableTypeTurbo, true
	}
	return "", false
}

func resourceType(kind string) cbr.ResourceType {
	switch kind {
	case "disk":
		return cbr.ResourceTypeVolume
	case "turbo":
		return cbr.ResourceTypeTurbo
	}
	return cbr.ResourceTypeServer
}

// kindWord is the kind that the file has for a type of resource.
func kindWord(t cbr.ResourceType) string {
	switch t {
	case cbr.ResourceTypeVolume:
		return "disk"
	case cbr.ResourceTypeTurbo:
		return "turbo"
	case cbr.ResourceTypeServer, cbr.ResourceTypeBareMetal, cbr.ResourceTypeNativeServer:
		return "server"
	}
	return string(t)
}
