package zomro

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Filters are state of the service: it stores one for each list and user, and
// applies it to every reading of that list, in the control panel and here,
// until it is taken away. The client stores none unless it is told to.

// Filter reads the filter of the list of instances.
func (s *InstancesService) Filter(ctx context.Context) (*Form, error) {
	return readForm(func(out any) error { return s.client.api.ShowInstanceFilter(ctx, out) })
}

// SetInstanceFilterInput says which instances the list shows; empty fields do not
// filter.
type SetInstanceFilterInput struct {
	ID, IP string
	Tariff string // its name
	// PriceList and DataCenter are ids.
	PriceList, DataCenter string
	// Status is a state; the service calls two of them "verify_resize" and
	// "suspend" here.
	Status              InstanceStatus
	Period, AutoProlong string
	Domain              string // the customer's name
	// Days, as YYYY-MM-DD.
	OpenDate, ExpireDate, OrderedFrom, OrderedTo string
	CostFrom, CostTo                             string
}

// SetFilter stores a filter for the list of instances. The service keeps it for
// the user: it hides rows from everybody's lists, in the control panel too,
// until [InstancesService.ResetFilter].
func (s *InstancesService) SetFilter(ctx context.Context, in SetInstanceFilterInput) error {
	return s.client.api.SetInstanceFilter(ctx, zomroapi.SetInstanceFilterForm{
		ID: in.ID, IP: in.IP, Name: in.Tariff, PriceList: in.PriceList, InstanceStatus: string(in.Status), DataCenter: in.DataCenter,
		Period: in.Period, AutoProlong: in.AutoProlong, Domain: in.Domain, OpenDate: in.OpenDate, ExpireDate: in.ExpireDate,
		OrderDateFrom: in.OrderedFrom, OrderDateTo: in.OrderedTo, CostFrom: in.CostFrom, CostTo: in.CostTo, Sok: zomroapi.SubmitOK,
	})
}

// ResetFilter takes the filter of the list of instances away, also one that
// somebody has set in the control panel.
func (s *InstancesService) ResetFilter(ctx context.Context) error {
	return s.SetFilter(ctx, SetInstanceFilterInput{})
}

// Filter reads the filter of the list of an instance's snapshots.
func (s *SnapshotsService) Filter(ctx context.Context, instanceID int64) (*Form, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	return readForm(func(out any) error {
		return s.client.api.ShowSnapshotFilter(ctx, zomroapi.SnapshotFilterForm{ElementID: instanceID}, out)
	})
}

// SetSnapshotFilterInput says which snapshots the list shows; empty fields do not
// filter.
type SetSnapshotFilterInput struct {
	Name      string // a part of it
	ID        string
	Status    BackupStatus
	OSDistro  string
	Protected string // "on" or "off"
}

// SetFilter stores a filter for the list of an instance's snapshots. The
// service keeps it for the user: it hides rows from everybody's lists, in the
// control panel too, until [SnapshotsService.ResetFilter].
func (s *SnapshotsService) SetFilter(ctx context.Context, instanceID int64, in SetSnapshotFilterInput) error {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return err
	}
	return s.client.api.SetSnapshotFilter(ctx, zomroapi.SetSnapshotFilterForm{
		ElementID: instanceID, Name: in.Name, ID: in.ID, FleioStatus: string(in.Status), OSDistro: in.OSDistro,
		Protected: in.Protected, Sok: zomroapi.SubmitOK,
	})
}

// ResetFilter takes the filter of the list of an instance's snapshots away,
// also one that somebody has set in the control panel.
func (s *SnapshotsService) ResetFilter(ctx context.Context, instanceID int64) error {
	return s.SetFilter(ctx, instanceID, SetSnapshotFilterInput{})
}

// Filter reads the filter of the list of all images.
func (s *ImagesService) Filter(ctx context.Context) (*Form, error) {
	return readForm(func(out any) error { return s.client.api.ShowImageFilter(ctx, out) })
}

// SetImageFilterInput says which images the list shows; empty fields do not
// filter.
type SetImageFilterInput struct {
	Name       string // a part of it
	ID         string
	Status     BackupStatus
	OSDistro   string
	ImageType  ImageType
	Region     string
	DiskFormat DiskFormat
}

// SetFilter stores a filter for the list of all images. The service keeps it
// for the user: it hides rows from everybody's lists, in the control panel too,
// until [ImagesService.ResetFilter].
func (s *ImagesService) SetFilter(ctx context.Context, in SetImageFilterInput) error {
	return s.client.api.SetImageFilter(ctx, zomroapi.SetImageFilterForm{
		Name: in.Name, ID: in.ID, FleioStatus: string(in.Status), OSDistro: in.OSDistro, ImageType: string(in.ImageType),
		Region: in.Region, DiskFormat: string(in.DiskFormat), Sok: zomroapi.SubmitOK,
	})
}

// ResetFilter takes the filter of the list of all images away, also one that
// somebody has set in the control panel.
func (s *ImagesService) ResetFilter(ctx context.Context) error {
	return s.SetFilter(ctx, SetImageFilterInput{})
}
