package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityNodeRules() group {
	return group{name: "node-rule", aliases: []string{"node-rules"}, short: "Rules for nodes: names, passwords, deletion", verbs: []verb{
		{use: "naming @unit", short: "Show how nodes are called", example: "naming", call: (*cloutility.NodeRulesService).Naming},
		{use: "set-naming @unit", short: "Say how nodes are called; all fields are sent", example: "set-naming --rule 'NODE-%n' --number-of-digits 4", kind: changes, call: (*cloutility.NodeRulesService).SetNaming},
		{use: "inherited-naming @unit", short: "Show the naming rule of the unit above", example: "inherited-naming", call: (*cloutility.NodeRulesService).InheritedNaming},
		{use: "set-bucket-naming @unit", short: "Say how S3 buckets are called; all fields are sent", example: "set-bucket-naming --rule 'bucket-%n' --number-of-digits 4", kind: changes, call: (*cloutility.NodeRulesService).SetBucketNaming},
		{use: "password @unit", short: "Show how first passwords are made", example: "password", call: (*cloutility.NodeRulesService).Password},
		{use: "set-password @unit", short: "Say how first passwords are made; all fields are sent", example: "set-password --type 3 --minimum-length 20", kind: changes, call: (*cloutility.NodeRulesService).SetPassword},
		{use: "update-password @unit", short: "Change how first passwords are made; all fields are sent", example: "update-password --type 3 --minimum-length 24", kind: changes, call: (*cloutility.NodeRulesService).UpdatePassword},
		{use: "deletion @unit", short: "Show what happens to deleted nodes", example: "deletion", call: (*cloutility.NodeRulesService).Deletion},
		{use: "set-deletion @unit", short: "Say what happens to deleted nodes; all fields are sent", example: "set-deletion --retention-days 30 --use-decommission --yes", kind: destroys, call: (*cloutility.NodeRulesService).SetDeletion},
	}}
}
