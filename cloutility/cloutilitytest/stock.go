package cloutilitytest

// stock fills the installation with what is there before anybody does anything.
func (s *service) stock() {
	const partner, operatorID = 12, 614
	s.roles = []role{
		{id: administrator, unit: partner, name: "Administrator", text: "May do everything", inheritable: true, privileges: privilegeIDs(func(privilege) bool { return true })},
		{id: operator, unit: HomeUnit, name: "Operator", text: "May enrol machines", inheritable: true, privileges: []int64{30, 33}},
	}
	s.accounts = []account{
		{id: meID, unit: HomeUnit, name: DefaultUsername, display: "Nordlicht Operations", mail: DefaultUsername, created: s.started, role: administrator},
		{id: operatorID, unit: HomeUnit, name: "grace@nordlicht.example", display: "Grace", mail: "grace@nordlicht.example", created: s.started, role: operator, subscriptions: true},
		{id: 617, unit: HomeUnit, name: "karl@nordlicht.example", display: "Karl", mail: "karl@nordlicht.example", created: s.started, role: operator},
	}
	s.applications[DefaultClientID] = &application{id: 20, clientID: DefaultClientID, name: defaultApplication, host: DefaultOrigin, allowRefresh: s.refreshMode != RefreshForbidden}
	s.tags[3] = &tag{id: 3, unit: HomeUnit, text: "production", inheritable: true}
	for _, id := range []int64{HomeUnit, 91} {
		s.units[id].tags = []int64{3}
	}
	for _, id := range []int64{partner, HomeUnit} {
		s.put(contracts, id, object{
			"href": link(unitPath(id) + "/contract"), "billingStartDate": s.started, "erpReference": "N-" + itoa(id), "discount": 2.5,
			"byCalendar": true, "currency": s.euro(), "subscriptions": []object{}, "referrals": []object{}, "id": id + 1000, "createdDate": s.started,
			"billingCycle": object{"name": "Monthly", "months": 1, "id": 1, "createdDate": s.started},
		})
	}
	s.put(addresses, HomeUnit, object{
		"href": link("/v1/addresses/7"), "name": "Nordlicht GmbH", "street": "Hafenstrasse 12", "zipCode": "24103", "city": "Kiel",
		"emails": []string{"rechnung@nordlicht.example"}, "type": object{"id": 1, "name": "Billing"},
		"country": object{"id": 49, "name": "Germany", "code": "DE"}, "id": int64(7), "createdDate": s.started,
	})
	s.put(oRainUsers, HomeUnit, object{"name": "s3-nord", "userName": "s3-nord", "oRainId": "or-71", "locked": 0, "id": int64(4), "createdDate": s.started})
	s.put(activitySubscriptions, HomeUnit, object{"name": "Weekly", "enabled": true, "id": int64(14), "createdDate": s.started})
	s.put(jobSubscriptions, HomeUnit, object{
		"enabled": true, "name": "Failed jobs", "subject": "Jobs", "sendBcc": false, "emails": []string{"storage@nordlicht.example"},
		"incidentEmails": []string{}, "excludeTags": false, "tags": []object{}, "id": int64(15), "createdDate": s.started,
	})
	// What units inherit stands at the top.
	for k, o := range map[kind]object{
		namingRules:     {"setNamesManually": false, "counter": int64(1), "numberOfDigits": 4, "rule": "", "replacementCharacter": "_", "id": int64(1)},
		passwordRules:   {"type": object{"id": passwordGenerated, "name": "Generated"}, "text": "", "minimumLength": 15, "passwordExpirationDays": 30, "id": int64(1)},
		deletionRules:   {"retentionDays": 30, "deleteNodesAutomatically": false, "useDecommission": true, "deleteFilespacesAutomatically": false, "id": int64(1)},
		agreements:      {"goal": 98.5, "inherited": false, "includeActive": true, "includeScheduled": true, "tags": []object{}, "id": int64(3)},
		incidentConfigs: {"subject": "Incident", "message": "", "inherited": false, "includeStatusError": true, "statusErrorLimit": 2, "id": int64(1)},
		deliveryConfigs: {"subject": "Status", "message": "", "inherited": false, "includeStatusError": true, "id": int64(1)},
		spPlusServers:   {"href": link("/v1/servers/12"), "id": int64(12), "name": "spp-nord-2"},
		rubrikServers:   {"href": link("/v1/servers/13"), "id": int64(13), "name": "rubrik-nord-1"},
	} {
		if _, isServer := o["href"]; !isServer {
			o["createdDate"] = s.started
		}
		s.shelves[shelf{k, partner}] = []object{o}
	}
	s.shelves[shelf{spPlusServers, HomeUnit}] = []object{{"href": link("/v1/servers/11"), "id": int64(11), "name": "spp-nord-1"}}
}

func privilegeIDs(keep func(privilege) bool) []int64 {
	var out []int64
	for _, p := range allPrivileges() {
		if keep(p) {
			out = append(out, p.id)
		}
	}
	return out
}
