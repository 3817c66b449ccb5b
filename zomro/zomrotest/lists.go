package zomrotest

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/gen/zomroserver"
	"github.com/backup-sdk/backup-go/internal/dollar"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// page is a part of a list with the numbers the service gives with it.
type page[T any] struct {
	rows             []T
	num, size, total int
}

// cut cuts a page out of a list. The size of a request is kept for the next
// ones of the same function, as the service does.
func cut[T any](s *service, function string, rows []T, num, size int64) page[T] {
	if size > 0 {
		s.pageSizes[function] = int(size)
	}
	perPage := s.pageSizes[function]
	if perPage == 0 {
		perPage = s.cfg.pageSize
	}
	p := page[T]{num: max(1, int(num)), size: perPage, total: len(rows)}
	from := min((p.num-1)*perPage, len(rows))
	p.rows = rows[from:min(from+perPage, len(rows))]
	return p
}

// order sorts rows by a column with its sign, such as "-createdate"; columns it
// does not know leave the order as it is.
func order[T any](rows []T, column string, less map[string]func(a, b T) int) {
	descending := strings.HasPrefix(column, "-")
	compare := less[strings.TrimLeft(column, "+- ")]
	if compare == nil {
		return
	}
	slices.SortStableFunc(rows, func(a, b T) int {
		if descending {
			return compare(b, a)
		}
		return compare(a, b)
	})
}

// ListInstances implements the generated server.
func (s *service) ListInstances(ctx context.Context, request zomroserver.ListInstancesRequestObject) (zomroserver.ListInstancesResponseObject, error) {
	c := callOf(ctx)
	rows := slices.Clone(s.instances)
	order(rows, request.Body.Sort, map[string]func(a, b *Instance) int{
		"id":         func(a, b *Instance) int { return int(a.ID - b.ID) },
		"servername": func(a, b *Instance) int { return strings.Compare(a.ServerName, b.ServerName) },
		"createdate": func(a, b *Instance) int { return a.Created.Compare(b.Created) },
	})
	p := cut(s, c.function, rows, request.Body.PageNumber, request.Body.PageSize)
	doc := zomroapi.InstanceListDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		PageNumber: number(p.num), PageSize: number(p.size), Total: number(p.total),
	}
	for _, in := range p.rows {
		doc.Elem = append(doc.Elem, instanceRow(in))
	}
	return zomroserver.ListInstances200JSONResponse{Doc: doc}, nil
}

func instanceRow(in *Instance) zomroapi.Instance {
	return zomroapi.Instance{
		ID: value(text(in.ID)), Name: value(in.Tariff), ServerName: value(in.ServerName),
		PriceList: value("6812"), Cost: value("0.21 EUR / Day"), ItemCost: value("0.21"),
		DataCenter: value("12"), DataCenterName: value(in.DataCenter),
		CreateDate: value(in.Created.UTC().Format(time.DateOnly)),
		OSDistro:   value("Debian"), OSVersion: value("12 x64"), InstancesOS: value("4f3f0f4c-2f0a-4b55-9a0e-7a1f5d1f9b21"),
		IP: value(in.IP), InstanceStatus: value(in.Status),
		ItemStatus: dollar.Value{Text: "Active", Orig: "2", Attrs: map[string]string{"color": "green"}},
		Status:     value("2"), ItemRealStatus: value("2"), ChangePriceList: value("on"),
		ExpireDate:     value("Daily charges"),
		RealExpireDate: value(in.Created.UTC().AddDate(1, 0, 0).Format(time.DateOnly)),
	}
}

// ListBackups implements the generated server.
func (s *service) ListBackups(ctx context.Context, request zomroserver.ListBackupsRequestObject) (zomroserver.ListBackupsResponseObject, error) {
	c := callOf(ctx)
	in := s.instance(request.Body.ElementID)
	if in == nil {
		return nil, missed("instances", request.Body.ElementID)
	}
	rows := s.backupsOf(in.ID)
	order(rows, request.Body.Sort, map[string]func(a, b *Backup) int{
		"id":         func(a, b *Backup) int { return int(a.ID - b.ID) },
		"name":       func(a, b *Backup) int { return strings.Compare(a.Name, b.Name) },
		"createdate": func(a, b *Backup) int { return a.Created.Compare(b.Created) },
	})
	p := cut(s, c.function, rows, request.Body.PageNumber, request.Body.PageSize)
	today, total := s.madeByHand(in.ID)
	doc := zomroapi.BackupListDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		PageNumber: number(p.num), PageSize: number(p.size), Total: number(p.total),
		ManualCreatedToday: number(today), ManualCreatedTotal: number(total),
		Cost: &zomroapi.StorageCost{StatCost: value("0.01")},
	}
	for _, b := range p.rows {
		doc.Elem = append(doc.Elem, backupRow(in, b))
	}
	return zomroserver.ListBackups200JSONResponse{Doc: doc}, nil
}

func backupRow(in *Instance, b *Backup) zomroapi.Backup {
	row := zomroapi.Backup{
		ID: value(text(b.ID)), Name: value(b.Name), FleioID: value(b.fleioID), FleioStatus: value(b.Status),
		ItemRealStatus: value("2"), BackupType: value(b.Type), CreateDate: value(b.Created.UTC().Format(time.DateOnly)),
		MinDisk: value(text(in.DiskGB)), MinRAM: value("0"), DiskFormat: value("qcow2"), Architecture: value("x86_64"),
		HypervisorType: value("any_hypervisor"), OSDistro: value("Debian"), OSVersion: value("12 x64"),
		Protected: value(onOff(b.Protected)), Region: value(in.DataCenter), Visibility: value("private"),
	}
	if b.SizeGB > 0 {
		row.ImageSize = value(text(b.SizeGB))
		row.Cost = value("0.0" + text(b.SizeGB%10) + " EUR / Day")
	}
	return row
}

func missed(kind string, id int64) *refusal {
	return &refusal{
		Type: "missed", Object: kind, Text: "The element '__value__' does not exist",
		Params: []zomroapi.ErrorParam{{Name: "value", Text: text(id)}},
	}
}

// formOf reads the fields of a logged request.
func formOf(r fake.Request) map[string][]string {
	form, err := fake.Form(&http.Request{
		Method: r.Method, Header: r.Header, Body: bodyOf(r.Body), URL: queryURL(r.RawQuery),
	})
	if err != nil {
		return nil
	}
	return form
}
