//go:build !unix

package enginetest

import (
	"os"
	"os/exec"
)

// immediately: there is but one way to end a process here.
var immediately = os.Kill

func runAs(*exec.Cmd, int, int) {}

func killBackend(int) bool { return false }
