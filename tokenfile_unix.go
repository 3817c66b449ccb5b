//go:build unix

package backup

// private says that the mode of a file tells who may read it.
const private = true
