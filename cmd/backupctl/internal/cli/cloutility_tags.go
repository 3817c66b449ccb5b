package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityTags() group {
	return group{name: "tag", aliases: []string{"tags"}, short: "Labels on business units and consumption units", verbs: []verb{
		{use: "list @unit", short: "List the tags that are put on a business unit", example: "list", call: (*cloutility.TagsService).List, all: (*cloutility.TagsService).All},
		{use: "list-own @unit", short: "List the tags that a business unit made", example: "list-own", call: (*cloutility.TagsService).ListOwn, all: (*cloutility.TagsService).AllOwn},
		{use: "list-available @unit", short: "List the tags that can be put on business units", example: "list-available", call: (*cloutility.TagsService).ListAvailable, all: (*cloutility.TagsService).AllAvailable},
		{use: "list-for-subscriptions @unit", short: "List the tags that status report subscriptions can use", example: "list-for-subscriptions", call: (*cloutility.TagsService).ListForSubscriptions, all: (*cloutility.TagsService).AllForSubscriptions},
		{use: "list-of-consumer @unit CONSUMER", short: "List the tags of a consumption unit", example: "list-of-consumer 4006", call: (*cloutility.TagsService).ListOfConsumer, all: (*cloutility.TagsService).AllOfConsumer},
		{use: "update @unit TAG", short: "Change a tag", example: "update 3 --text production", kind: changes, call: (*cloutility.TagsService).Update},
	}}
}
