package cbr

import (
	"errors"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// The defaults of waits are those of the vendor's Terraform provider, with
// pauses that grow up to a minute.
const (
	workTimeout   = 30 * time.Minute
	deleteTimeout = 20 * time.Minute
	orderTimeout  = 10 * time.Minute
	longestPause  = time.Minute
)

func checkpointWait(opts []backup.WaitOption) backup.WaitSettings {
	return backup.NewWaitSettings(backup.WaitSettings{
		Delay: 30 * time.Second, Interval: 15 * time.Second, MaxInterval: longestPause, Timeout: workTimeout,
	}, opts...)
}

func taskWait(opts []backup.WaitOption) backup.WaitSettings {
	return backup.NewWaitSettings(backup.WaitSettings{
		Delay: 10 * time.Second, Interval: 10 * time.Second, MaxInterval: longestPause, Timeout: workTimeout,
	}, opts...)
}

func deleteWait(opts []backup.WaitOption) backup.WaitSettings {
	return backup.NewWaitSettings(backup.WaitSettings{
		Delay: 20 * time.Second, Interval: 15 * time.Second, MaxInterval: longestPause, Timeout: deleteTimeout,
	}, opts...)
}

func vaultDeleteWait(opts []backup.WaitOption) backup.WaitSettings {
	return backup.NewWaitSettings(backup.WaitSettings{
		Delay: 5 * time.Second, Interval: 20 * time.Second, MaxInterval: longestPause, Timeout: 5 * time.Minute,
	}, opts...)
}

func resourceWait(opts []backup.WaitOption) backup.WaitSettings {
	return backup.NewWaitSettings(backup.WaitSettings{
		Delay: 5 * time.Second, Interval: 10 * time.Second, MaxInterval: longestPause, Timeout: orderTimeout,
	}, opts...)
}

func orderWait(opts []backup.WaitOption) backup.WaitSettings {
	return backup.NewWaitSettings(backup.WaitSettings{
		Delay: 10 * time.Second, Interval: 10 * time.Second, MaxInterval: longestPause, Timeout: orderTimeout,
	}, opts...)
}

const allPercent = 100

// isGone reports that the service says that something does not exist. A page under
// status 404 is that of a proxy, which knows nothing of it.
func isGone(err error) bool {
	return errors.Is(err, backup.ErrNotFound) && !errors.Is(err, backup.ErrUnreadable)
}
