package billmgr

import "fmt"

// Switch is a boolean of the API's forms, written on or off.
type Switch bool

// String returns "on" or "off".
func (s Switch) String() string {
	if s {
		return "on"
	}
	return "off"
}

// MarshalText writes on or off.
func (s Switch) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads on, yes, true, 1 and their opposites; an empty text is
// off, anything else an error.
func (s *Switch) UnmarshalText(text []byte) error {
	b, ok := parseBool(text)
	if !ok {
		return fmt.Errorf("%q is neither on nor off", text)
	}
	*s = Switch(b)
	return nil
}
