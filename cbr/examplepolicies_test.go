package cbr_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
)

func ExamplePoliciesService() {
	client, _ := exampleClient()
	ctx := context.Background()
	// Each night at 01:30 UTC, and once more on Saturdays.
	trigger, err := cbr.Schedule{
		cbr.Daily(cbr.At(1, 30)),
		cbr.Weekly([]time.Weekday{time.Saturday}, cbr.At(13, 0)),
	}.Trigger()
	if err != nil {
		log.Fatal(err)
	}
	policy, err := client.Policies.Create(ctx, cbr.CreatePolicyInput{
		Name:          "nightly",
		OperationType: cbr.PolicyOperationBackup,
		Trigger:       trigger,
		// Thirty backups, and beside them the last one of each of twelve months.
		Definition: cbr.PolicyDefinition{MaxBackups: new(int64(30)), MonthBackups: new(int64(12)), TimeZone: "UTC+01:00"},
	})
	if err != nil {
		log.Fatal(err)
	}
	schedule, err := cbr.ParseSchedule(policy.Trigger.Properties.Pattern)
	if err != nil {
		log.Fatal(err)
	}
	for _, rule := range schedule {
		fmt.Println(rule.Frequency, rule.Days, rule.Times)
	}
	// Keep everything from now on.
	policy, err = client.Policies.Update(ctx, policy.ID, cbr.UpdatePolicyInput{
		Definition: &cbr.PolicyDefinition{MaxBackups: new(int64(cbr.Unlimited))},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cbr.RetentionOf(policy.Definition).Forever())
	// Output:
	// DAILY [] [01:30]
	// WEEKLY [Saturday] [13:00]
	// true
}
