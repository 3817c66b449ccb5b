// Package foreign runs clients and tools of others against `backupctl emulate`
// and the specifications: what a generator makes of them, and what people use who
// do not know this library. docs/clients.md has the results.
package foreign
