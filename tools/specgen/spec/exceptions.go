package spec

import "fmt"

// Exception is an operation that no exported method stands for.
type Exception struct {
	Spec, Operation string
	Reason          string
}

// Exceptions are all of them.
func Exceptions() []Exception {
	return []Exception{
		{"cloutility", "createToken", "sent by authentication itself, to sign in and to refresh"},
		{"zomro", "auth", "sent by authentication itself, to open a session"},
		{"zomro", "confirmTotp", "sent by authentication itself, when a second factor is owed"},
		{"iam", "createToken", "sent by authentication itself"},
		{"iam", "createTemporaryKey", "sent by authentication itself, for cbr.TemporaryKey"},
	}
}

// Reach says how users reach an operation: by exactly one exported method, or,
// for a reason, by none. Anything else is an error.
func Reach(s *Spec, o Operation, f *Facade) (method *Method, reason string, err error) {
	methods := f.Methods(s, o)
	for _, e := range Exceptions() {
		if e.Spec == s.Name && e.Operation == o.ID {
			reason = e.Reason
		}
	}
	switch {
	case len(methods) > 1:
		return nil, "", fmt.Errorf("%s %s is named in %v: one exported method must stand for it, the others call that one", s.Name, o.ID, methods)
	case len(methods) == 1 && reason != "":
		return nil, "", fmt.Errorf("%s %s stands among the exceptions, but %s reaches it", s.Name, o.ID, methods[0])
	case len(methods) == 1:
		return &methods[0], "", nil
	case reason != "":
		return nil, reason, nil
	default:
		return nil, "", fmt.Errorf("%s %s: no exported method of a service calls %s.%s", s.Name, o.ID, s.Package(), o.GoName())
	}
}
