//go:build race

package reliability

// thin is how many trials share the work of one: the race detector makes each eight
// times as slow.
const thin = 4
