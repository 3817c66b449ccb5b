//go:build !race

package reliability

// thin is how many trials share the work of one: all are run.
const thin = 1
