package zomro_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Whatever one client makes at the same moment, also under the same name, each
// call returns its own.
func TestWhatOneClientMakesDoesNotMixUp(t *testing.T) {
	const image = zomrotest.InstanceID + 5000
	tests := map[string]func(t *testing.T, c *zomro.Client) (int64, error){
		"backups": func(t *testing.T, c *zomro.Client) (int64, error) {
			t.Helper()
			b, err := c.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "same"})
			return idOf(b, err, func(b *zomro.Backup) int64 { return b.ID })
		},
		"snapshots": func(t *testing.T, c *zomro.Client) (int64, error) {
			t.Helper()
			s, err := c.Snapshots.Create(t.Context(), zomrotest.InstanceID, zomro.CreateSnapshotInput{Name: "same"})
			return idOf(s, err, func(s *zomro.Snapshot) int64 { return s.ID })
		},
		"schedules": func(t *testing.T, c *zomro.Client) (int64, error) {
			t.Helper()
			s, err := c.Schedules.Create(t.Context(), zomrotest.InstanceID, workdays())
			return idOf(s, err, func(s *zomro.Schedule) int64 { return s.ID })
		},
		"keys": func(t *testing.T, c *zomro.Client) (int64, error) {
			t.Helper()
			k, err := c.SSHKeys.Create(t.Context(), zomro.CreateSSHKeyInput{Comment: "same", PublicKey: publicKey})
			return idOf(k, err, func(k *zomro.SSHKey) int64 { return k.ID })
		},
		"images": func(t *testing.T, c *zomro.Client) (int64, error) {
			t.Helper()
			i, err := c.Images.Order(t.Context(), orderedImage())
			return idOf(i, err, func(i *zomro.Image) int64 { return i.ID })
		},
		"copies": func(t *testing.T, c *zomro.Client) (int64, error) {
			t.Helper()
			i, err := c.Images.Copy(t.Context(), image, zomro.CopyImageInput{Name: "same", Region: "Netherlands-2", ConfirmCost: true})
			return idOf(i, err, func(i *zomro.Image) int64 { return i.ID })
		},
		"instances": func(t *testing.T, c *zomro.Client) (int64, error) {
			t.Helper()
			n, err := c.Instances.Create(t.Context(), ordered())
			return idOf(n, err, func(n *zomro.CreatedInstance) int64 { return n.Instance.ID })
		},
	}
	for name, make1 := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := zomrotest.New(zomrotest.WithDailyLimit(100), zomrotest.WithListingDelay(3*time.Second), zomrotest.WithLongTasks(2*time.Second, "sshkeys.edit"))
				srv.AddBackup(zomrotest.Backup{ID: image, Kind: zomrotest.KindImage, Name: "golden", Region: "Poland-1", SizeGB: 3})
				client := newClient(t, srv)
				var (
					wg  sync.WaitGroup
					mu  sync.Mutex
					ids []int64
				)
				for range 8 {
					wg.Go(func() {
						id, err := make1(t, client)
						if err != nil {
							t.Error(err)
						}
						mu.Lock()
						defer mu.Unlock()
						ids = append(ids, id)
					})
				}
				wg.Wait()
				slices.Sort(ids)
				if n := len(slices.Compact(slices.Clone(ids))); n != 8 {
					t.Errorf("%d different ones: %s", n, fmt.Sprint(ids))
				}
			})
		})
	}
}

func idOf[T any](made *T, err error, id func(*T) int64) (int64, error) {
	if err != nil {
		return 0, err
	}
	return id(made), nil
}
