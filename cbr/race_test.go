//go:build race

package cbr_test

const raceEnabled = true
