package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityUsers() group {
	return group{name: "user", aliases: []string{"users"}, short: "Users of the portal", verbs: []verb{
		{use: "me", short: "Show the user signed in", example: "me", call: (*cloutility.UsersService).Me},
		{use: "list @unit", short: "List the users of a business unit", example: "list", call: (*cloutility.UsersService).List, all: (*cloutility.UsersService).All, columns: "id name display_name email role.name last_login_date locked"},
		{use: "list-orain @unit", short: "List the PoINT oRain users", example: "list-orain", call: (*cloutility.UsersService).ListORain, all: (*cloutility.UsersService).AllORain},
		{use: "reset-password @unit USER", short: "Mail a user a link to choose a new password", example: "reset-password 617 --app-url https://portal.example.com --reset-url https://portal.example.com/reset", kind: changes, call: (*cloutility.UsersService).ResetPassword, done: "the mail is on its way"},
		{use: "create-totp-secret @unit USER", short: "Make the secret of one-time passwords of a user", example: "create-totp-secret 617 --show-secrets", kind: changes, call: (*cloutility.UsersService).CreateTOTPSecret},
		{use: "totp-settings @unit", short: "Show whether one-time passwords are needed", example: "totp-settings", call: (*cloutility.UsersService).TOTPSettings},
		{use: "delete @unit USER", short: "Delete a user", example: "delete 12 --yes", kind: destroys, call: (*cloutility.UsersService).Delete},
	}}
}

func cloutilityRoles() group {
	return group{name: "role", aliases: []string{"roles"}, short: "Sets of privileges", verbs: []verb{
		{use: "list @unit", short: "List the roles with their privileges", example: "list", call: (*cloutility.RolesService).List, all: (*cloutility.RolesService).All, columns: "id name description inheritable"},
		{use: "list-simple @unit", short: "List ids and names of roles", example: "list-simple", call: (*cloutility.RolesService).ListSimple, all: (*cloutility.RolesService).AllSimple},
		{use: "list-assignable @unit", short: "List the roles you may give to others", example: "list-assignable", call: (*cloutility.RolesService).ListAssignable, all: (*cloutility.RolesService).AllAssignable},
		{use: "get @unit ROLE", short: "Show a role with its privileges", example: "get 5", call: (*cloutility.RolesService).Get},
		{use: "create @unit", short: "Make a role", example: "create --name operator --privileges 1,2", kind: changes, call: (*cloutility.RolesService).Create},
		{use: "update @unit ROLE", short: "Change a role", example: "update 9 --name operator --privileges 1,2", kind: changes, call: (*cloutility.RolesService).Update},
	}}
}
