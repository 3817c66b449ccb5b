package cbrsource

import (
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/protection"
)

// rows puts everything together. What has backups but neither exists nor is in a
// vault is gone, and has no row.
func (p *project) rows(now time.Time) iter.Seq[protection.Row] {
	return func(yield func(protection.Row) bool) {
		for _, id := range p.order {
			r := p.resources[id]
			if p.inServer(r) {
				continue
			}
			if !yield(p.row(r, now)) {
				return
			}
		}
	}
}

// inServer reports whether a resource is a disk whose server stands for it.
func (p *project) inServer(r *resource) bool {
	server := p.resources[p.diskOf[r.id]]
	return r.vault == nil && server != nil && server.exists && !server.leavesOut(r.id)
}

// leavesOut reports whether the backups of a server are without a disk.
func (r *resource) leavesOut(disk string) bool {
	return r.vault != nil && (slices.Contains(r.exclude, disk) || len(r.include) > 0 && !slices.Contains(r.include, disk))
}

func (p *project) row(r *resource, now time.Time) protection.Row {
	row := protection.Row{
		Kind: r.kind, ID: r.id, Name: r.name, Location: p.source.Region,
		AskedAt: now, ClockOffset: p.source.Clock.Offset(),
	}
	p.past(r, &row)
	switch {
	case r.vault != nil:
		p.protected(r, &row, now)
	case p.noVaults != nil:
		row.Protected = true // or not: nobody may call it unprotected
		row.Missing = append(row.Missing, missing(protection.PartDetails, p.noVaults))
	default:
		row.WhyNot = "in no vault"
		if server := p.resources[p.diskOf[r.id]]; server != nil && server.leavesOut(r.id) {
			row.WhyNot = "left out of the backups of server " + server.name
		}
		if r.cannot != "" {
			row.WhyNot += ", and cannot be backed up: " + r.cannot
		}
	}
	return row
}

// past fills in what the backups and tasks say.
func (p *project) past(r *resource, row *protection.Row) {
	h := p.histories[r.id]
	if h == nil {
		h = new(history)
	}
	row.Newest, row.Oldest = h.newest, h.oldest
	attempt := h.attempt
	if r.vault != nil {
		if a, ok := p.accidents[r.vault.id]; ok && (attempt == nil || a.at.After(attempt.At)) {
			attempt = &a.attempt
		}
	}
	row.Attempt = attempt
	if p.noBackups != nil {
		row.Missing = append(row.Missing, missing(protection.PartBackups, p.noBackups))
	} else {
		row.Count = new(h.count)
	}
	if err := errors.Join(p.noTasks[:]...); err != nil {
		row.Missing = append(row.Missing, missing(protection.PartAttempts, err))
	}
	if h.newest != nil {
		row.Places = append(row.Places, protection.Place{Name: p.source.Region})
		for _, region := range h.places {
			row.Places = append(row.Places, protection.Place{Name: region, OffSite: true})
		}
	}
}

// protected fills in what the vault and its policies say.
func (p *project) protected(r *resource, row *protection.Row, now time.Time) {
	v := r.vault
	row.Protected = true
	row.Stores = []protection.Store{v.store}
	row.Locked = new(v.locked)
	row.Problems = append(row.Problems, v.problems...)
	if r.status == cbr.ProtectStatusError {
		row.Problems = append(row.Problems, "its protection is in state error")
	}
	switch {
	case row.Count != nil && *row.Count == 0:
		row.Bytes = new(int64(0))
	case r.size != nil && v.unit > 0:
		row.Bytes = new(*r.size * v.unit)
	}
	if p.noPolicies != nil {
		row.Missing = append(row.Missing, missing(protection.PartSchedule, p.noPolicies))
		return
	}
	policies := p.policies[v.id]
	var schedule protection.Schedule
	var least time.Duration
	for i, policy := range policies {
		row.Schedule = append(row.Schedule, policy.name)
		// Each keeps its own backups; the shortest time is said, and 0 is not known.
		if kept, _ := policy.retention.AtLeast(); i == 0 || kept < least {
			row.Retention, least = policy.retention, kept
		}
		switch {
		case !policy.enabled:
			row.Problems = append(row.Problems, "policy "+policy.name+" is switched off")
		case policy.unread:
			row.Missing = append(row.Missing, protection.Missing{Part: protection.PartSchedule, Reason: "the rules of policy " + policy.name + " could not be read"})
		default:
			schedule = append(schedule, policy.schedule...)
		}
	}
	if r.suspended && p.tellsAuto && len(policies) > 0 {
		row.Problems = append(row.Problems, "left out of the vault's policy")
		return
	}
	row.Interval = schedule.Interval()
	row.NextRun = schedule.Next(now.Add(row.ClockOffset))
}

func missing(part string, err error) protection.Missing {
	return protection.Missing{Part: part, Reason: err.Error()}
}
