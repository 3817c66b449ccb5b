//go:build !race

package zomro_test

// seedStep leaves out no seed.
const seedStep = 1
