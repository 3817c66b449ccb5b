//go:build unix

package main

import (
	"syscall"
	"time"
)

// cpuTime is what the processors have worked for this process: that others work
// on the machine hardly shows in it.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
