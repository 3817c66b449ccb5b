package cli

import "github.com/backup-sdk/backup-go/cbr"

func cbrProjects() group {
	return group{name: "project", aliases: []string{"projects"}, short: "Projects: of the account, from IAM, and as CBR sees them", verbs: []verb{
		{use: "list", short: "List the projects of the account", example: "list --name eu-west-101", call: (*cbr.IAMService).ListProjects, all: (*cbr.IAMService).AllProjects, columns: "id name enabled is_domain description"},
		{use: "list-catalog", short: "List the services that the account reaches, and their addresses", example: "list-catalog", call: (*cbr.IAMService).ListCatalog, all: (*cbr.IAMService).AllCatalog},
		{use: "list-region", short: "List the projects of the region", example: "list-region", call: (*cbr.ProjectsService).List, all: (*cbr.ProjectsService).All, columns: "id name enabled description"},
		{use: "list-domain DOMAIN", short: "List the projects of another account", example: "list-domain acme", call: (*cbr.ProjectsService).ListOfDomain, all: (*cbr.ProjectsService).AllOfDomain},
		{use: "domain PROJECT", short: "Show which account a project belongs to", example: "domain 0b9e…", call: (*cbr.ProjectsService).Domain},
	}}
}
