package zomro

import (
	"context"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// How long and how often things are looked at while something is going on with
// them.
const (
	// pollInterval is that of the control panel.
	pollInterval = 10 * time.Second
	// pollStart is when a machine is looked at first after a change was
	// requested: its state may not have changed at once.
	pollStart = 2 * time.Second
	// listTimeout is how long a new backup, snapshot or image is looked for in
	// the list; keyTimeout, how long a new SSH key or schedule is.
	listTimeout = 5 * time.Minute
	keyTimeout  = time.Minute
	// instanceTimeout is how long a new instance is looked for.
	instanceTimeout = 10 * time.Minute
)

// waitActive waits until a member of the image family is saved. Field is what
// the caller knows the id by.
func (s *ImagesService) waitActive(ctx context.Context, kind ImageType, field string, id int64, opts []backup.WaitOption) (*Image, error) {
	if err := arg.Positive(field, id); err != nil {
		return nil, err
	}
	settings := backup.NewWaitSettings(backup.WaitSettings{Interval: pollInterval}, opts...)
	return backup.Wait(ctx, string(kind)+" "+text(id), func(ctx context.Context) (backup.Status[*Image], error) {
		b, err := s.Get(ctx, id)
		if err != nil {
			return backup.Status[*Image]{}, err
		}
		status := backup.Status[*Image]{Value: b, State: string(b.Status), Percent: -1}
		switch {
		case b.Status.Good():
			status.Phase = backup.Done
		case b.Status.Final():
			status.Phase, status.Reason = backup.Failed, "it is blocked until the account is paid"
		}
		return status, nil
	}, settings)
}

// waitCreated waits for what was just created. What was seen of it last comes
// with an error.
func (s *ImagesService) waitCreated(ctx context.Context, kind ImageType, created *Image, opts []backup.WaitOption) (*Image, error) {
	active, err := s.waitActive(ctx, kind, "ID", created.ID, opts)
	if active == nil {
		active = created
	}
	return active, err
}

// WaitActive waits until an image is loaded; see [BackupsService.WaitActive].
func (s *ImagesService) WaitActive(ctx context.Context, imageID int64, opts ...backup.WaitOption) (*Image, error) {
	return s.waitActive(ctx, ImageTypeImage, "imageID", imageID, opts)
}

// WaitSteady waits until nothing is in progress with an instance: its state is
// one of the Instance… constants. It needs nothing but the id. The first look
// comes after two seconds, as states do not change at once, and the next ones
// every ten (options change that). [InstanceError] ends it with a
// [*backup.WaitError].
func (s *InstancesService) WaitSteady(ctx context.Context, instanceID int64, opts ...backup.WaitOption) (*Instance, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	settings := backup.NewWaitSettings(backup.WaitSettings{Delay: pollStart, Interval: pollInterval}, opts...)
	return backup.Wait(ctx, "instance "+text(instanceID), func(ctx context.Context) (backup.Status[*Instance], error) {
		i, err := s.Find(ctx, instanceID)
		if err != nil {
			return backup.Status[*Instance]{}, err
		}
		status := backup.Status[*Instance]{Value: i, State: string(i.Status), Percent: -1}
		switch {
		case i.Status.Is(InstanceError):
			status.Phase, status.Reason = backup.Failed, "the machine is in an error"
		case i.Status.Final():
			status.Phase = backup.Done
		}
		return status, nil
	}, settings)
}
