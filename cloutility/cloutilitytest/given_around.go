package cloutilitytest

import (
	"bytes"
	"time"
)

// AddConsumption charges a business unit with a quantity of the product
// "Service" on a day, and returns the consumption's id, or 0 when there is no
// such unit.
func (s *Server) AddConsumption(unitID int64, date time.Time, quantity float64) int64 {
	defer s.svc.lock()()
	if _, err := s.svc.unit(unitID); err != nil {
		return 0
	}
	u := &usage{id: s.svc.newID(), unit: unitID, product: support, date: dateOf(date), quantity: quantity}
	s.svc.usages = append(s.svc.usages, u)
	return u.id
}

// AddRetentionRule makes a rule that makes retention sets with the node of a
// consumption unit in them, and returns its id.
func (s *Server) AddRetentionRule(consumerID int64, name string, days int) int64 {
	return s.lay(retentionRules, consumerID, object{"name": name, "retentionDays": days, "isActive": true, "scheduleStyle": "CLASSIC"})
}

// AddDeleteRequest asks for the deletion of a consumption unit, as users without
// the privilege to delete do in the portal. It returns the request's id.
func (s *Server) AddDeleteRequest(consumerID int64, comment string) int64 {
	return s.lay(deleteRequests, consumerID, object{
		"comment": comment, "megaBytesAtRequestTime": 0.0, "requester": object{"id": 617, "name": "karl@nordlicht.example"},
		"status": object{"id": 1, "name": "Pending"}, "approvals": []object{},
	})
}

// AddMicrosoft365Account gives a consumption unit a Microsoft 365 account, and
// returns its id.
func (s *Server) AddMicrosoft365Account(consumerID int64) int64 {
	return s.lay(accounts365, consumerID, object{})
}

// AddPointRepository gives a consumption unit a PoINT repository, and returns
// its id.
func (s *Server) AddPointRepository(consumerID int64, name string) int64 {
	return s.lay(repositories, consumerID, object{"name": name, "pointId": "p-5", "quota": 500.5})
}

// lay puts a thing next to a consumption unit. It returns 0 when there is none.
func (s *Server) lay(k kind, consumerID int64, o object) int64 {
	defer s.svc.lock()()
	if s.svc.consumers[consumerID] == nil {
		return 0
	}
	id, _ := s.svc.put(k, consumerID, o)["id"].(int64)
	return id
}

// InvoiceFile is the content of an uploaded invoice file, nil when there is no
// such file.
func (s *Server) InvoiceFile(id int64) []byte {
	defer s.svc.lock()()
	return bytes.Clone(s.svc.files[id])
}
