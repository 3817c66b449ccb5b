package drill

// Value is the canary of a drill, for tests.
func Value(d *Drill, s *State) string {
	nonce, err := d.newNonce()
	if err != nil {
		return ""
	}
	s.Nonce = nonce
	return d.value(s, markCanary)
}
