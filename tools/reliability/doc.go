// Package reliability holds the claims of docs/reliability.md: its tests send
// every operation of every service through every fault, and write the page.
//
//	go test ./tools/reliability -update
package reliability
