package cli

import "github.com/backup-sdk/backup-go/cbr"

func cbrMembers() group {
	return group{name: "member", aliases: []string{"members"}, short: "Projects with which a backup is shared", verbs: []verb{
		{use: "list BACKUP", short: "List with whom a backup is shared", example: "list 91d2…", call: (*cbr.MembersService).List, all: (*cbr.MembersService).All, columns: "id status dest_project_id vault_id created_at"},
		{use: "get BACKUP MEMBER", short: "Show one with whom a backup is shared", example: "get 91d2… 0b9e…", call: (*cbr.MembersService).Get},
		{use: "add BACKUP", short: "Share a backup", example: "add 91d2… --members 0b9e…", kind: changes, call: (*cbr.MembersService).Add, columns: "id status dest_project_id vault_id created_at"},
		{use: "update BACKUP MEMBER", short: "Accept or reject a shared backup", example: "update 91d2… 0b9e… --status accepted --vault-id 3f1c…", kind: changes, call: (*cbr.MembersService).Update},
		{use: "delete BACKUP MEMBER", short: "Share a backup no longer", example: "delete 91d2… 0b9e… --yes", kind: destroys, call: (*cbr.MembersService).Delete},
	}}
}
