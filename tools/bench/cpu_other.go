//go:build !unix

package main

import "time"

var started = time.Now()

// cpuTime is the time that has passed: a machine with nothing else to do is
// needed here.
func cpuTime() time.Duration { return time.Since(started) }
