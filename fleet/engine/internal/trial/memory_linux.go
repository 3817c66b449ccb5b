package trial

import (
	"os"
	"syscall"
)

// maxMemory is what a process took at most, in bytes.
func maxMemory(state *os.ProcessState) int64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss * 1024
	}
	return 0
}
