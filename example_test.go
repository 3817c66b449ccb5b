package backup_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

func ExampleSecret() {
	password := backup.NewSecret("correct horse")
	fmt.Println(password)
	fmt.Printf("%+v\n", struct{ Password backup.Secret }{password})
	fmt.Println(len(password.Reveal()))
	// Output:
	// REDACTED
	// {Password:REDACTED}
	// 13
}

func ExampleError() {
	err := fmt.Errorf("nightly: %w", &backup.Error{
		Provider: "cbr", Operation: "showVault", StatusCode: 404, Kind: backup.KindNotFound,
		Code: "BackupService.6105", Message: "The vault does not exist.", RequestID: "req-5f0c", Attempts: 1,
	})
	var e *backup.Error
	if errors.Is(err, backup.ErrNotFound) && errors.As(err, &e) {
		fmt.Println(e.Operation, e.Code, e.RequestID)
	}
	// Output: showVault BackupService.6105 req-5f0c
}

func ExampleWait() {
	states := []string{"protecting", "protecting", "available"}
	poll := func(context.Context) (backup.Status[string], error) {
		status := backup.Status[string]{Value: "checkpoint", State: states[0], Percent: -1}
		if states = states[1:]; len(states) == 0 {
			status.Phase = backup.Done
		}
		return status, nil
	}
	got, err := backup.Wait(context.Background(), "checkpoint", poll, backup.NewWaitSettings(backup.WaitSettings{},
		backup.WithPollInterval(time.Millisecond, time.Millisecond),
		backup.WithProgress(func(p backup.Progress) { fmt.Println(p.Polls, p.State) })))
	fmt.Println(got, err)
	// Output:
	// 1 protecting
	// 2 protecting
	// 3 available
	// checkpoint <nil>
}

func ExamplePaginate() {
	pages := map[string]backup.Page[string]{
		"":  {Items: []string{"a", "b"}, Total: 3, Next: "2"},
		"2": {Items: []string{"c"}, Total: 3},
	}
	all := backup.Paginate(context.Background(), "", func(_ context.Context, cursor string) (*backup.Page[string], error) {
		page := pages[cursor]
		return &page, nil
	}, func(item string) string { return item })
	for item, err := range all {
		fmt.Println(item, err)
	}
	// Output:
	// a <nil>
	// b <nil>
	// c <nil>
}

// A client's calls as counters, by operation and outcome.
func ExampleWithObserver() {
	calls := map[string]int{}
	observer := backup.Observer{
		OperationEnd: func(_ context.Context, event backup.OperationEvent) {
			outcome := "ok"
			if event.Err != nil {
				outcome = "failed"
			}
			calls[event.Operation.ID+" "+outcome]++
		},
	}
	option := backup.WithObserver(observer) // for cbr.New(cfg, option) and its siblings

	for _, seen := range backup.NewSettings(option).Observers { // as a client does
		seen.OperationEnd(context.Background(), backup.OperationEvent{Operation: backup.Operation{ID: "showVault"}})
	}
	fmt.Println(calls)
	// Output: map[showVault ok:1]
}

// Two clients of one program, such as those of two regions, with one sign-in.
func ExampleNewMemoryTokenStore() {
	ctx := context.Background()
	store := backup.NewMemoryTokenStore()
	option := backup.WithTokenStore(store) // for both cbr.New(cfg, option)

	kept := backup.NewSettings(option).TokenStore
	_ = kept.Save(ctx, "cbr https://iam.example.com backup", backup.Token{Access: backup.NewSecret("t0ken"), Project: "p1"}) // as the first does
	token, _ := kept.Load(ctx, "cbr https://iam.example.com backup")                                                         // and the second
	fmt.Println(token.Project, token.Access)
	for key := range store.All() {
		fmt.Println(key)
	}
	// Output:
	// p1 REDACTED
	// cbr https://iam.example.com backup
}
