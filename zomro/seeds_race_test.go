//go:build race

package zomro_test

// seedStep leaves seeds out: the race detector makes the suite five times
// slower, and looks for something that does not depend on them.
const seedStep = 9
