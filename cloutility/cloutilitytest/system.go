package cloutilitytest

import "context"

// version is what the fake says it is.
const version = "1.0.5120.0"

// GetFullVersion returns a JSON string.
func (s *service) GetFullVersion(context.Context) (any, error) { return version, nil }
