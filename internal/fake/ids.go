package fake

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"sync"
)

// IDs makes ids that look random and are the same in every run, so that a
// failing test can be read twice. It may be used by many goroutines.
type IDs struct {
	seed string

	mu sync.Mutex
	n  uint64
}

// NewIDs starts the sequence that belongs to seed.
func NewIDs(seed string) *IDs { return &IDs{seed: seed} }

// UUID is the next id in the form of a random (version 4) UUID.
func (i *IDs) UUID() string {
	b := i.next(16)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// Hex is the next id as n lower-case hexadecimal digits.
func (i *IDs) Hex(n int) string {
	return hex.EncodeToString(i.next((n + 1) / 2))[:n]
}

// next is the next n bytes of the sequence.
func (i *IDs) next(n int) []byte {
	i.mu.Lock()
	i.n++
	turn := strconv.FormatUint(i.n, 10)
	i.mu.Unlock()
	var out []byte
	for block := 0; len(out) < n; block++ {
		sum := sha256.Sum256([]byte(i.seed + "\x00" + turn + "\x00" + strconv.Itoa(block)))
		out = append(out, sum[:]...)
	}
	return out[:n]
}
