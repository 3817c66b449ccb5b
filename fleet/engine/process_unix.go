//go:build unix

package engine

import (
	"errors"
	"syscall"
)

// processExists is whether this host has a process of that number.
func processExists(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
