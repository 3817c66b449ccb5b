package zomro_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// idsIn are the ids of an iteration, in the form that all iterations share.
func idsIn[T any](seq iter.Seq2[T, error], id func(T) int64) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		for row, err := range seq {
			n := int64(0)
			if err == nil {
				n = id(row)
			}
			if !yield(n, err) {
				return
			}
		}
	}
}

// iterations are all methods that read a list to its end.
func iterations(ctx context.Context, c *zomro.Client) map[string]iter.Seq2[int64, error] {
	const instance = zomrotest.InstanceID
	copyID := func(b zomro.Backup) int64 { return b.ID }
	return map[string]iter.Seq2[int64, error]{
		"backups":   idsIn(c.Backups.All(ctx, instance, zomro.ListBackupsInput{}), copyID),
		"snapshots": idsIn(c.Snapshots.All(ctx, instance, zomro.ListSnapshotsInput{}), copyID),
		"images":    idsIn(c.Images.All(ctx, zomro.ListImagesInput{}), copyID),
		"instances": idsIn(c.Instances.All(ctx, zomro.ListInstancesInput{}), func(i zomro.Instance) int64 { return i.ID }),
		"schedules": idsIn(c.Schedules.All(ctx, instance, zomro.ListSchedulesInput{}), func(s zomro.Schedule) int64 { return s.ID }),
		"addresses": idsIn(c.Addresses.All(ctx, instance, zomro.ListAddressesInput{}), func(a zomro.Address) int64 { return a.ID }),
		"keys":      idsIn(c.SSHKeys.All(ctx, zomro.ListSSHKeysInput{}), func(k zomro.SSHKey) int64 { return k.ID }),
		"history":   idsIn(c.Instances.AllHistory(ctx, instance, zomro.ListHistoryInput{}), func(zomro.HistoryEntry) int64 { return 0 }),
		"logins":    idsIn(c.Account.AllLogins(ctx, zomro.ListLoginsInput{}), func(l zomro.Login) int64 { return l.ID }),
	}
}

// A list of which rows are missing ends with an error, whatever list it is.
func TestListsThatAreIncomplete(t *testing.T) {
	page := jsonResponse(`{"doc":{"p_cnt":{"$":"2"},"p_elems":{"$":"5"},"elem":[{"id":{"$":"1"}},{"id":{"$":"2"}}]}}`)
	last := jsonResponse(`{"doc":{"p_cnt":{"$":"2"},"p_elems":{"$":"5"}}}`)
	for name := range iterations(t.Context(), responding(t, page)) {
		var got []int64
		var err error
		for id, e := range iterations(t.Context(), responding(t, page, last))[name] {
			if err = e; e == nil {
				got = append(got, id)
			}
		}
		if !errors.Is(err, backup.ErrIncomplete) || len(got) != 2 {
			t.Errorf("%s: %v, error %v", name, got, err)
		}
	}
}

// Rows are made or deleted while a list is read: each that was there all the time
// comes once, or the iteration ends with ErrIncomplete. (As many made as deleted
// between the same two pages leave no trace in the numbers of the service.)
func TestListsThatChangeBetweenPages(t *testing.T) {
	complete := 0
	for seed := range uint64(80) {
		random := rand.New(rand.NewPCG(seed, 6))
		srv := zomrotest.New(zomrotest.WithPageSize(3))
		kind := []string{zomrotest.KindBackup, zomrotest.KindSnapshot}[seed%2]
		add := func() int64 {
			return srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Kind: kind, Name: "x"})
		}
		throughout := make(map[int64]bool)
		for range 8 + random.IntN(8) {
			throughout[add()] = true
		}
		client, other := newClient(t, srv), newClient(t, srv)
		name := []string{"backups", "snapshots", "images", "images"}[seed%4]
		met := make(map[int64]int)
		var err error
		changes, grows := random.IntN(4), random.IntN(2) == 0
		for id, e := range iterations(t.Context(), client)[name] {
			if err = e; e != nil {
				break
			}
			met[id]++
			if changes == 0 || random.IntN(3) > 0 {
				continue
			}
			changes--
			if grows {
				add()
				continue
			}
			ids := slices.Sorted(func(yield func(int64) bool) {
				for id := range throughout {
					if !yield(id) {
						return
					}
				}
			})
			victim := ids[random.IntN(min(3, len(ids)))] // of the first page: all others move up
			if err := other.Images.Delete(t.Context(), victim); err != nil {
				t.Fatal(err)
			}
			delete(throughout, victim)
		}
		if err != nil && !errors.Is(err, backup.ErrIncomplete) {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err == nil {
			complete++
		}
		for id := range throughout {
			if met[id] != 1 && (err == nil || met[id] > 1) {
				t.Errorf("seed %d: %s came %d times, and no error", seed, fmt.Sprint(id), met[id])
			}
		}
	}
	if complete < 60 {
		t.Errorf("only %d of 80 lists were complete: they could have been read again", complete)
	}
}
