package cli

import "github.com/backup-sdk/backup-go/cbr"

func cbrFeatures() group {
	return group{name: "feature", aliases: []string{"features"}, short: "What CBR can do in the region", verbs: []verb{
		{use: "list", short: "List the features of the region", example: "list", call: (*cbr.FeaturesService).List, all: (*cbr.FeaturesService).All},
		{use: "get KEY", short: "Show a feature of the region", example: "get replication.enable -o json", call: (*cbr.FeaturesService).Get},
	}}
}
