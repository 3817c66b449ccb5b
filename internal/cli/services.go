package cli

// services are the APIs, in the order of the help.
func services() []*service {
	return []*service{cloutilityService(), zomroService(), cbrService()}
}
