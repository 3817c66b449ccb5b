package zomro_test

import (
	"testing"

	"github.com/backup-sdk/backup-go/zomro"
)

// One code says two things, and the text beside it which: an instance that is
// being activated is not one that is being deleted.
func TestTextsOfStates(t *testing.T) {
	client := responding(t, jsonResponse(`{"doc":{"elem":[
		{"id":{"$":"1"},"item_status":{"$orig":"5","$color":"gray","$":"Activation in progress"},"status":{"$":"5"}},
		{"id":{"$":"2"},"item_status":{"$orig":"5","$":"Deletion in progress"}},
		{"id":{"$":"3"},"item_status":{"$":"2"}}]}}`))
	page, err := client.Instances.List(t.Context(), zomro.ListInstancesInput{})
	if err != nil || len(page.Items) != 3 {
		t.Fatalf("%+v, %v", page, err)
	}
	for i, want := range []string{"Activation in progress", "Deletion in progress", ""} {
		got := page.Items[i]
		if got.Texts["item_status"] != want || i < 2 && got.ItemStatus != zomro.ServiceProcessing {
			t.Errorf("%d: state %d, text %q", got.ID, got.ItemStatus, got.Texts["item_status"])
		}
		if _, also := got.Texts["status"]; also {
			t.Errorf("%d: a text of a plain value", got.ID)
		}
	}
}

func TestPredicatesOfStates(t *testing.T) {
	type state interface {
		Final() bool
		Good() bool
		InProgress() bool
	}
	for s, want := range map[state][3]bool{ // final, good, in progress
		zomro.BackupActive:            {true, true, false},
		zomro.BackupStatus(" ACTIVE"): {true, true, false},
		zomro.BackupSuspended:         {true, false, false},
		zomro.BackupSaving:            {false, false, true},
		zomro.BackupStatus("queued"):  {false, false, true},
		zomro.BackupStatus(""):        {false, false, false},
		zomro.BackupStatus(" "):       {false, false, false},

		zomro.InstanceActive:             {true, true, false},
		zomro.InstanceStatus("Active "):  {true, true, false},
		zomro.InstanceStopped:            {true, true, false},
		zomro.InstanceResized:            {true, true, false},
		zomro.InstanceRescued:            {true, true, false},
		zomro.InstanceBootedFromISO:      {true, true, false},
		zomro.InstanceSuspended:          {true, false, false},
		zomro.InstanceError:              {true, false, false},
		zomro.InstanceStatus("resizing"): {false, false, true},
		zomro.InstanceStatus(""):         {false, false, false},

		zomro.ServiceOrdered:    {false, false, true},
		zomro.ServiceActive:     {true, true, false},
		zomro.ServiceSuspended:  {true, false, false},
		zomro.ServiceDeleted:    {true, false, false},
		zomro.ServiceProcessing: {false, false, true},
		zomro.ServiceState(9):   {false, false, true},
		zomro.ServiceState(0):   {false, false, false},
	} {
		if got := [3]bool{s.Final(), s.Good(), s.InProgress()}; got != want {
			t.Errorf("%T %v: final, good, in progress are %v, want %v", s, s, got, want)
		}
	}
}
