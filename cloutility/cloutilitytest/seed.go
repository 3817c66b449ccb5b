package cloutilitytest

import (
	"strconv"
	"time"
)

// seed fills the installation with what is there before anybody does anything.
func (s *service) seed() {
	const partner, operatorID = 12, 614
	s.roles = []role{
		{id: administrator, unit: partner, name: "Administrator", text: "May do everything", inheritable: true, privileges: privilegeIDs(func(privilege) bool { return true })},
		{id: operator, unit: HomeUnit, name: "Operator", text: "May enrol machines", inheritable: true, privileges: []int64{30, 33}},
	}
	s.users = []user{
		{id: meID, unit: HomeUnit, name: s.account.Username, display: "Nordlicht Operations", mail: s.account.Username, created: s.started, role: administrator},
		{id: operatorID, unit: HomeUnit, name: "grace@nordlicht.example", display: "Grace", mail: "grace@nordlicht.example", created: s.started, role: operator, subscriptions: true},
		{id: 617, unit: HomeUnit, name: "karl@nordlicht.example", display: "Karl", mail: "karl@nordlicht.example", created: s.started, role: operator},
	}
	s.applications[s.account.ClientID] = &application{id: 20, clientID: s.account.ClientID, name: defaultApplication, host: s.account.Origin, allowRefresh: s.refreshMode != RefreshForbidden}
	s.tags[3] = &tag{id: 3, unit: HomeUnit, text: "production", inheritable: true}
	for _, id := range []int64{HomeUnit, 91} {
		s.units[id].tags = []int64{3}
	}
	s.seedBilling(partner)
	s.seedOthers()
	for _, id := range []int64{partner, HomeUnit} {
		s.insert(contracts, id, object{
			"href": link(unitPath(id) + "/contract"), "billingStartDate": s.started, "erpReference": "N-" + itoa(id), "discount": 2.5,
			"byCalendar": true, "currency": s.euro(), "subscriptions": []object{}, "referrals": s.collections[collection{referrals, id}], "id": contractID(id), "createdDate": s.started,
			"billingCycle": object{"name": "Monthly", "months": 1, "id": 1, "createdDate": s.started},
		})
	}
	s.insert(addresses, HomeUnit, object{
		"href": link("/v1/addresses/7"), "name": "Nordlicht GmbH", "street": "Hafenstrasse 12", "zipCode": "24103", "city": "Kiel",
		"emails": []string{"rechnung@nordlicht.example"}, "type": object{"id": 1, "name": "Billing"},
		"country": object{"id": 49, "name": "Germany", "code": "DE"}, "id": int64(7), "createdDate": s.started,
	})
	s.insert(oRainUsers, HomeUnit, object{"name": "s3-nord", "userName": "s3-nord", "oRainId": "or-71", "locked": 0, "id": int64(4), "createdDate": s.started})
	s.insert(activitySubscriptions, HomeUnit, object{"name": "Weekly", "enabled": true, "id": int64(14), "createdDate": s.started})
	s.insert(jobSubscriptions, HomeUnit, object{
		"enabled": true, "name": "Failed jobs", "subject": "Jobs", "sendBcc": false, "emails": []string{"storage@nordlicht.example"},
		"incidentEmails": []string{}, "excludeTags": false, "tags": []object{}, "id": int64(15), "createdDate": s.started,
	})
	s.insert(statusSubscriptions, HomeUnit, object{
		"enabled": true, "name": "Status", "subject": "Backup status", "sendBcc": false, "emails": []string{"storage@nordlicht.example"},
		"consumptionUnitEmails": []string{}, "businessUnitId": HomeUnit, "id": int64(16), "createdDate": s.started,
	})
	s.insert(identityProviders, HomeUnit, object{
		"guid": "1f6c0a52-7d0e-4b9b-8e61-35f2c4a9d017", "name": "Nordlicht SSO", "inherited": false, "public": true,
		"entityId": "https://sso.nordlicht.example/saml", "identityLocation": "NameID", "singleSignOnUrl": "https://sso.nordlicht.example/login",
		"signInUrl": link("/signin/nordlicht"), "certificate": "", "certificateName": "", "certificateInfo": "", "publicKey": "", "signatureKeys": "",
		"enableUserEmail": true, "ignoreTotp": false, "latestSamlAssertion": "", "id": int64(8), "createdDate": s.started,
	})
	// What units inherit stands at the top.
	for k, o := range map[kind]object{
		namingRules:     {"setNamesManually": false, "counter": int64(1), "numberOfDigits": 4, "rule": "", "replacementCharacter": "_", "id": int64(1)},
		passwordRules:   {"type": object{"id": passwordGenerated, "name": "Generated"}, "text": "", "minimumLength": 15, "passwordExpirationDays": 30, "id": int64(1)},
		deletionRules:   {"retentionDays": 30, "deleteNodesAutomatically": false, "useDecommission": true, "deleteFilespacesAutomatically": false, "id": int64(1)},
		agreements:      {"goal": 98.5, "inherited": false, "includeActive": true, "includeScheduled": true, "tags": []object{}, "id": int64(3)},
		incidentConfigs: {"subject": "Incident", "message": "", "inherited": false, "includeStatusError": true, "statusErrorLimit": 2, "id": int64(1)},
		deliveryConfigs: {"subject": "Status", "message": "", "inherited": false, "includeStatusError": true, "id": int64(1)},
		totpSettings:    {"requireTotp": false, "id": int64(1)},
		deleteSettings:  strictSettings(),
		spPlusServers:   {"href": link("/v1/servers/12"), "id": int64(12), "name": "spp-nord-2"},
		rubrikServers:   {"href": link("/v1/servers/13"), "id": int64(13), "name": "rubrik-nord-1"},
	} {
		if _, isServer := o["href"]; !isServer {
			o["createdDate"] = s.started
		}
		s.collections[collection{k, partner}] = []object{o}
	}
	s.collections[collection{spPlusServers, HomeUnit}] = []object{{"href": link("/v1/servers/11"), "id": int64(11), "name": "spp-nord-1"}}
}

// AddBusinessUnit makes a business unit below another one that the user can
// see, and returns its id, or 0 when there is no such parent.
func (s *Server) AddBusinessUnit(parent int64, name string) int64 {
	defer s.svc.lock()()
	if _, err := s.svc.unit(parent); err != nil {
		return 0
	}
	return s.svc.addUnit(s.svc.newUnit(parent, name))
}

// AddConsumers makes n consumption units named after their number and returns
// their ids. It makes none in a unit that the user cannot see.
func (s *Server) AddConsumers(unitID int64, n int) []int64 {
	defer s.svc.lock()()
	if _, err := s.svc.unit(unitID); err != nil {
		return nil
	}
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = s.svc.add(unitID, "host-"+strconv.Itoa(i+1)).id
	}
	return ids
}

// AddNode makes a consumption unit with an activated Linux file server in it, as
// somebody else would, and returns the consumption unit's id. It returns 0 when
// the user cannot see the business unit.
func (s *Server) AddNode(unitID int64, name string) int64 {
	defer s.svc.lock()()
	if _, err := s.svc.unit(unitID); err != nil {
		return 0
	}
	const linux, fileServer, domain, compress = 3, 1, 7, 2
	c := s.svc.add(unitID, name)
	c.node = &node{
		id: s.svc.newID(), created: s.svc.now(), cpuCount: 1, contact: s.svc.account.Username,
		operatingSystem: linux, kind: fileServer, domain: domain, optionSet: compress,
	}
	name = s.svc.suggestedName(c)
	if name == "" {
		name = spName(c.node)
	}
	s.svc.register(c, name)
	s.svc.countUp(c)
	s.svc.audit(auditCreate, unitID, c.id, "Consumption unit was created")
	s.svc.audit(auditCreate, unitID, c.id, "Backup node was created")
	s.svc.audit(auditModify, unitID, c.id, "Backup node was activated")
	return c.id
}

// AddSecondaryDataSource gives a consumption unit a secondary data source, which
// the service does not delete unless it is told to unassign it.
func (s *Server) AddSecondaryDataSource(consumerID int64) {
	defer s.svc.lock()()
	if c := s.svc.consumers[consumerID]; c != nil {
		c.secondary = true
	}
}

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
	return s.attach(retentionRules, consumerID, object{"name": name, "retentionDays": days, "isActive": true, "scheduleStyle": "CLASSIC"})
}

// AddDeleteRequest asks for the deletion of a consumption unit, as users without
// the privilege to delete do in the portal. It returns the request's id.
func (s *Server) AddDeleteRequest(consumerID int64, comment string) int64 {
	return s.attach(deleteRequests, consumerID, object{
		"comment": comment, "megaBytesAtRequestTime": 0.0, "requester": object{"id": 617, "name": "karl@nordlicht.example"},
		"status": object{"id": 1, "name": "Pending"}, "approvals": []object{},
	})
}

// AddPointRepository gives a consumption unit a PoINT repository, and returns
// its id.
func (s *Server) AddPointRepository(consumerID int64, name string) int64 {
	return s.attach(repositories, consumerID, object{"name": name, "pointId": "p-5", "quota": 500.5})
}

// attach adds an item to a consumption unit. It returns 0 when there is no such
// unit.
func (s *Server) attach(k kind, consumerID int64, o object) int64 {
	defer s.svc.lock()()
	if s.svc.consumers[consumerID] == nil {
		return 0
	}
	id, _ := s.svc.insert(k, consumerID, o)["id"].(int64)
	return id
}

// strictSettings are the settings for deletion requests that units inherit: seven
// days after the approval.
func strictSettings() object {
	o := blankDeleteSettings()
	o["offsetDays"], o["id"] = int64(7), int64(1)
	return o
}
