package zomrotest

import (
	"maps"
	"net/url"
	"slices"
	"time"
)

// locked runs f with the state as it is at this moment.
func locked[T any](s *Server, f func(*service) T) T {
	s.svc.mu.Lock()
	defer s.svc.mu.Unlock()
	s.svc.settle()
	return f(s.svc)
}

// AddInstance adds an instance and returns its id.
func (s *Server) AddInstance(in Instance) int64 {
	return locked(s, func(s *service) int64 { return s.addInstance(in).ID })
}

// Instance returns an instance as it is now; false when there is none.
func (s *Server) Instance(id int64) (Instance, bool) {
	in := locked(s, func(s *service) *Instance {
		if in := s.instance(id); in != nil {
			public := in.Instance
			return &public
		}
		return nil
	})
	if in == nil {
		return Instance{}, false
	}
	return *in, true
}

// SetInstanceStatus holds an instance in a state, whatever the clock says. It
// reports whether the instance exists.
func (s *Server) SetInstanceStatus(instanceID int64, status string) bool {
	return locked(s, func(s *service) bool {
		in := s.instance(instanceID)
		if in == nil {
			return false
		}
		in.Status, in.next = status, nil
		return true
	})
}

// AddBackup adds a backup, snapshot or image and returns its id. With status
// Saving it becomes Active as if it had just been requested.
func (s *Server) AddBackup(b Backup) int64 {
	return locked(s, func(s *service) int64 { return s.addImage(b, s.now()).ID })
}

// Backups returns the backups of an instance, in the order they were made.
func (s *Server) Backups(instanceID int64) []Backup { return s.family(instanceID, KindBackup) }

// Snapshots returns the snapshots of an instance, in the order they were made.
func (s *Server) Snapshots(instanceID int64) []Backup { return s.family(instanceID, KindSnapshot) }

// Images returns the images of the account that are no backups or snapshots.
func (s *Server) Images() []Backup { return s.family(0, KindImage) }

func (s *Server) family(instanceID int64, kind string) []Backup {
	return locked(s, func(s *service) []Backup {
		var out []Backup
		for _, i := range s.images {
			if i.Kind == kind && (kind == KindImage || i.InstanceID == instanceID) {
				out = append(out, i.Backup)
			}
		}
		return out
	})
}

// SetStatus holds a backup, snapshot or image in a state, whatever the clock
// says. It reports whether it exists.
func (s *Server) SetStatus(backupID int64, status string) bool {
	return locked(s, func(s *service) bool {
		i := s.image(backupID)
		if i == nil {
			return false
		}
		i.Status, i.readyAt = status, time.Time{}
		return true
	})
}

// Schedules returns the schedules of an instance, in the order they were made.
func (s *Server) Schedules(instanceID int64) []Schedule {
	return locked(s, func(s *service) []Schedule {
		var out []Schedule
		for _, sc := range s.schedules {
			if sc.InstanceID == instanceID {
				public := sc.Schedule
				public.Days = slices.Clone(sc.Days)
				out = append(out, public)
			}
		}
		return out
	})
}

// SSHKeys returns the keys of the account, in the order they were added.
func (s *Server) SSHKeys() []SSHKey {
	return locked(s, func(s *service) []SSHKey { return values(s.keys) })
}

// Addresses returns the addresses of an instance, in the order they were added.
func (s *Server) Addresses(instanceID int64) []Address {
	return locked(s, func(s *service) []Address {
		var out []Address
		for _, a := range s.addresses {
			if a.InstanceID == instanceID {
				out = append(out, *a)
			}
		}
		return out
	})
}

// Orders returns everything that was ordered or bought, in its order, also what
// still waits in the cart. A test that allows one purchase asserts on its
// length: nothing that spends money happens without an entry here.
func (s *Server) Orders() []Order {
	return locked(s, func(s *service) []Order {
		out := make([]Order, len(s.orders))
		for i, o := range s.orders {
			out[i] = o.Order
		}
		return out
	})
}

// Balance is what is left on the account, in cents.
func (s *Server) Balance() int64 {
	return locked(s, func(s *service) int64 { return int64(s.balance) })
}

// SetFilter stores a filter of a list ("instances", "image" or
// "instances.snapshots"), as somebody may have done in the control panel. Nil
// resets it.
func (s *Server) SetFilter(list string, fields url.Values) {
	locked(s, func(s *service) struct{} {
		s.view(list).filter = maps.Clone(fields)
		return struct{}{}
	})
}

// Forbid rejects functions, such as "image.delete", for want of privileges.
func (s *Server) Forbid(functions ...string) {
	locked(s, func(s *service) struct{} {
		for _, f := range functions {
			s.forbidden[f] = true
		}
		return struct{}{}
	})
}

// BlockLogins rejects every sign-in with a code of the service, such as
// "blockgeoip" (a new region), "badip", "blocked_ip" or "recaptcha", also with
// the right password. An empty code allows them again.
func (s *Server) BlockLogins(code string) {
	locked(s, func(s *service) struct{} {
		s.loginBlock = code
		return struct{}{}
	})
}

// ExpireTokens ends all sessions at once.
func (s *Server) ExpireTokens() {
	locked(s, func(s *service) struct{} {
		clear(s.sessions)
		return struct{}{}
	})
}

// NewSession opens a session without signing in and returns its id.
func (s *Server) NewSession() string {
	return locked(s, func(s *service) string { return s.openSession(false) })
}

// NewKey makes a key that signs in once in place of the password, as a
// privileged user can (session.newkey).
func (s *Server) NewKey() string {
	return locked(s, func(s *service) string {
		key := s.ids.Hex(keyDigits)
		s.loginKeys[key] = true
		return key
	})
}

// values copies what pointers point to.
func values[T any](pointers []*T) []T {
	out := make([]T, len(pointers))
	for i, p := range pointers {
		out[i] = *p
	}
	return out
}
