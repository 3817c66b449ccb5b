//go:build !unix

package engine

import "os"

// processExists is whether this host has a process of that number.
func processExists(pid int) bool {
	p, err := os.FindProcess(pid)
	if err == nil {
		_ = p.Release()
	}
	return err == nil
}
