package cloutilitysource

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/protection"
)

const mib = 1 << 20

// row asks for one consumption unit. What cannot be asked is missing in it. A
// row without an ID is of a node that is out of use.
func (s *Source) row(ctx context.Context, ask *protection.Asker, c place) protection.Row {
	row := protection.Row{Kind: "node", ID: key(c.ID), Name: c.Name, Location: c.path, AskedAt: time.Now()}
	if row.Name == "" {
		row.Name = "unit " + row.ID
	}
	state := cloutility.NodeState("")
	if c.DataSourceState != nil {
		state = c.DataSourceState.Name
	}
	switch state {
	case cloutility.NodeUnregistered, cloutility.NodeNotFound:
		row.WhyNot = "no node that is activated"
		return s.settled(row)
	case cloutility.NodeUnaccessed:
		row.WhyNot = "its node was never used"
		return s.settled(row)
	case cloutility.NodeDecommissioned:
		return protection.Row{}
	case cloutility.NodeActive:
	}
	node, err := protection.Fetch(ctx, ask, func(ctx context.Context) (*cloutility.Node, error) { return s.Client.Nodes.Get(ctx, c.unit, c.ID) })
	switch {
	case errors.Is(err, backup.ErrNotFound):
		row.WhyNot = "no node"
		return s.settled(row)
	case err != nil:
		row.Missing = append(row.Missing, missing(protection.PartDetails, err))
		node = new(cloutility.Node)
	case node.Decommissioned:
		return protection.Row{}
	case node.ActivatedDate.IsZero() && node.LastAccessTime.IsZero() && state == "":
		row.WhyNot = "no node that is activated"
		return s.settled(row)
	}
	row.Protected = true
	s.node(node, &row)
	s.filespaces(ctx, ask, c, false, &row)
	if row.Newest == nil && !row.Lacks(protection.PartBackups) {
		// The portal's copy is as old as its last look at the backup server: before
		// a machine is called never backed up, it has to look.
		s.filespaces(ctx, ask, c, true, &row)
	}
	s.jobs(ctx, ask, c, &row)
	s.events(ctx, ask, c, node, &row)
	if row.Bytes == nil && row.Newest != nil {
		s.stored(ctx, ask, c, &row)
	}
	s.places(node, &row)
	return s.settled(row)
}

// settled is a row that is complete.
func (s *Source) settled(row protection.Row) protection.Row {
	row.ClockOffset = s.Clock.Offset()
	return row
}

// node fills in what the node itself says.
func (s *Source) node(node *cloutility.Node, row *protection.Row) {
	for _, address := range []string{node.TCPName, node.TCPAddress} {
		if address != "" {
			row.Addresses = append(row.Addresses, address)
		}
	}
	if node.Locked {
		row.Problems = append(row.Problems, "the node is locked on the backup server")
	}
	if node.Domain != nil && node.Domain.BackupRetention > 0 {
		row.Retention.Days = new(node.Domain.BackupRetention)
	}
}

func (s *Source) places(node *cloutility.Node, row *protection.Row) {
	primary := node.ReplicationServerPrimary
	if node.Domain != nil && node.Domain.Server != nil && primary == "" {
		primary = node.Domain.Server.Name
	}
	if primary != "" {
		row.Stores = []protection.Store{{Name: primary}}
	}
	if row.Newest == nil {
		return
	}
	if primary == "" {
		primary = "backup server"
	}
	row.Places = []protection.Place{{Name: primary, OffSite: true}} // that of the service, not of the machine
	if !node.ReplicationState {
		return
	}
	for _, server := range []string{node.ReplicationServerSecondary, node.ReplicationServerSecondary2} {
		if server != "" {
			row.Places = append(row.Places, protection.Place{Name: server, OffSite: true})
		}
	}
}

// filespaces fills in the newest backup, that of the disk which was backed up
// last; disks that stay behind are a problem.
func (s *Source) filespaces(ctx context.Context, ask *protection.Asker, c place, sync bool, row *protection.Row) {
	in := cloutility.ListFilespacesInput{}
	if sync {
		in.Sync = &sync
	}
	type disk struct {
		name string
		at   time.Time
	}
	var disks []disk
	var bytes float64
	for f, err := range protection.Pages(ctx, ask, func(ctx context.Context, cursor string) (*backup.Page[cloutility.Filespace], error) {
		page := in
		page.Cursor = cursor
		return s.Client.Nodes.ListFilespaces(ctx, c.unit, c.ID, page)
	}, func(f cloutility.Filespace) string { return key(f.ID) }) {
		if err != nil {
			row.Missing = append(row.Missing, missing(protection.PartBackups, err))
			return
		}
		if !f.ArchivedDate.IsZero() {
			continue
		}
		for _, o := range f.Occupancies {
			bytes += firstOf(o.StorageMegaBytes, o.ReportingMegaBytes, o.PhysicalMegaBytes, o.LogicalMegaBytes)
		}
		at := f.LastBackupEnd.Time
		disks = append(disks, disk{f.Name, at})
		if !at.IsZero() && (row.Newest == nil || at.After(row.Newest.At)) {
			row.Newest = &protection.Backup{At: at}
		}
	}
	if bytes > 0 {
		row.Bytes = new(int64(bytes * mib))
	}
	if row.Newest == nil {
		return
	}
	const behind, named = 48 * time.Hour, 3
	var late []string
	for _, d := range disks {
		if row.Newest.At.Sub(d.at) > behind {
			late = append(late, d.name)
		}
	}
	if n := len(late); n > named {
		late = append(late[:named], "and "+strconv.Itoa(n-named)+" more")
	}
	if len(late) > 0 {
		row.Problems = append(row.Problems, "file spaces without a recent backup: "+strings.Join(late, ", "))
	}
}

func firstOf(values ...float64) float64 {
	for _, v := range values {
		if v > 0 {
			return v
		}
	}
	return 0
}

// stored fills in the size from the newest report of the portal.
func (s *Source) stored(ctx context.Context, ask *protection.Asker, c place, row *protection.Row) {
	report, err := protection.Fetch(ctx, ask, func(ctx context.Context) (*cloutility.NodeReport, error) {
		return s.Client.Reports.LatestNode(ctx, c.unit, c.ID, cloutility.GetLatestNodeReportInput{})
	})
	switch {
	case errors.Is(err, backup.ErrNotFound): // there is none yet
	case err != nil:
		row.Missing = append(row.Missing, missing("size", err))
	case report.MegaBytes > 0:
		row.Bytes = new(int64(report.MegaBytes * mib))
	}
}

func missing(part string, err error) protection.Missing {
	return protection.Missing{Part: part, Reason: err.Error()}
}
