package billmgr

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The documents below have the shape of instances.fleio_bckps: 18 members a
// row, all text.

const benchRows = 10_000

// backupRow is the way this package reads a row: plain Go values.
type backupRow struct {
	Architecture   string    `json:"architecture"`
	BackupType     string    `json:"backup_type"`
	CreateDate     time.Time `json:"createdate"`
	DiskFormat     string    `json:"disk_format"`
	FleioID        string    `json:"fleio_id"`
	FleioStatus    string    `json:"fleio_status"`
	HypervisorType string    `json:"hypervisor_type"`
	ID             int64     `json:"id"`
	ImageSize      int64     `json:"image_size"`
	ItemRealStatus int64     `json:"item_real_status"`
	MinDisk        int64     `json:"min_disk"`
	MinRAM         int64     `json:"min_ram"`
	Name           string    `json:"name"`
	OSDistro       string    `json:"os_distro"`
	OSVersion      string    `json:"os_version"`
	Protected      bool      `json:"protected"`
	Region         string    `json:"region"`
	Visibility     string    `json:"visibility"`
}

type wireText struct {
	V string `json:"$"`
}

// wireRow is the way encoding/json reads it.
type wireRow struct {
	Architecture   wireText `json:"architecture"`
	BackupType     wireText `json:"backup_type"`
	CreateDate     wireText `json:"createdate"`
	DiskFormat     wireText `json:"disk_format"`
	FleioID        wireText `json:"fleio_id"`
	FleioStatus    wireText `json:"fleio_status"`
	HypervisorType wireText `json:"hypervisor_type"`
	ID             wireText `json:"id"`
	ImageSize      wireText `json:"image_size"`
	ItemRealStatus wireText `json:"item_real_status"`
	MinDisk        wireText `json:"min_disk"`
	MinRAM         wireText `json:"min_ram"`
	Name           wireText `json:"name"`
	OSDistro       wireText `json:"os_distro"`
	OSVersion      wireText `json:"os_version"`
	Protected      wireText `json:"protected"`
	Region         wireText `json:"region"`
	Visibility     wireText `json:"visibility"`
}

type (
	backupPage struct {
		Elem     []backupRow `json:"elem"`
		Elements int64       `json:"p_elems"`
	}
	// textPage has the rows of wireRow, for a comparison of equal content.
	textPage struct {
		Elem []wireRow `json:"elem"`
	}
	wirePage struct {
		Doc struct {
			Elem     []wireRow `json:"elem"`
			Elements wireText  `json:"p_elems"`
		} `json:"doc"`
	}
)

func backupList(rows int) []byte {
	var b strings.Builder
	b.WriteString(`{"doc":{"$lang":"en","$func":"instances.fleio_bckps","elem":[`)
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"architecture":{"$":"x86_64"},"backup_type":{"$":"%s"},"createdate":{"$":"%s"},"disk_format":{"$":"qcow2"},`+
			`"fleio_id":{"$":"%08x-5ea1-4f0b-9c3d-%012x"},"fleio_status":{"$":"Active"},"hypervisor_type":{"$":"any_hypervisor"},`+
			`"id":{"$":"%d"},"image_size":{"$":"%d"},"item_real_status":{"$":"2"},"min_disk":{"$":"40"},"min_ram":{"$":"0"},`+
			`"name":{"$":"nightly-%d"},"os_distro":{"$":"Debian"},"os_version":{"$":"13 x64"},"protected":{"$":"%s"},`+
			`"region":{"$":"Poland-1"},"visibility":{"$":"private"}}`,
			[]string{"manual", "auto"}[i%2], time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i/20).Format(time.DateOnly),
			uint32(i)*2654435761, i, 7100000+i, 3+i%9, i, []string{"off", "on"}[i%2])
	}
	fmt.Fprintf(&b, `],"p_cnt":{"$":"%d"},"p_elems":{"$":"%d"},"p_num":{"$":"1"}}}`, rows, rows)
	return []byte(b.String())
}

// TestBenchSame makes sure that the two sides of the benchmark read the same.
func TestBenchSame(t *testing.T) {
	t.Parallel()
	data := backupList(300)
	var plain backupPage
	var same textPage
	var wire wirePage
	if err := Unmarshal(data, &plain); err != nil {
		t.Fatal(err)
	}
	if err := Unmarshal(data, &same); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wire.Doc.Elem, same.Elem); diff != "" {
		t.Error(diff)
	}
	if plain.Elements != 300 || len(plain.Elem) != 300 {
		t.Fatalf("%d rows of %d", len(plain.Elem), plain.Elements)
	}
	row, want := plain.Elem[299], wire.Doc.Elem[299]
	if row.FleioID != want.FleioID.V || fmt.Sprint(row.ID) != want.ID.V || row.CreateDate.Format(time.DateOnly) != want.CreateDate.V || !row.Protected {
		t.Errorf("row %+v, want %+v", row, want)
	}
}

// TestMemory holds the promise that a list costs at most half of the memory that
// encoding/json needs. What the garbage collector counts does not depend on the
// machine's load.
func TestMemory(t *testing.T) { //nolint:paralleltest // other tests would be counted too
	data := backupList(benchRows / 10)
	measure := func(decode func() error) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := decode(); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	ours := measure(func() error { return Unmarshal(data, new(backupPage)) })
	theirs := measure(func() error { return json.Unmarshal(data, new(wirePage)) })
	if ours > theirs/2 {
		t.Errorf("%d bytes, encoding/json needs %d", ours, theirs)
	}
}

func BenchmarkBackupList(b *testing.B) {
	data := backupList(benchRows)
	bench := func(name string, decode func() error) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if err := decode(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	bench("billmgr", func() error { return Unmarshal(data, new(backupPage)) })
	bench("billmgr-same-struct", func() error { return Unmarshal(data, new(textPage)) })
	bench("billmgr-node", func() error { return Unmarshal(data, new(Node)) })
	bench("encoding-json", func() error { return json.Unmarshal(data, new(wirePage)) })
	bench("encoding-json-any", func() error { return json.Unmarshal(data, new(any)) })
}

func BenchmarkSmall(b *testing.B) {
	data := []byte(`{"doc":{"$lang":"en","$func":"auth","auth":{"$id":"0123456789abcdef01234567","$level":"16","$":"0123456789abcdef01234567"},"tparams":{"out":{"$":"json"}}}}`)
	b.Run("billmgr", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var v struct {
				Auth struct {
					ID string `json:"$id"`
				} `json:"auth"`
			}
			if err := Unmarshal(data, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var v struct {
				Doc struct {
					Auth struct {
						ID string `json:"$id"`
					} `json:"auth"`
				} `json:"doc"`
			}
			if err := json.Unmarshal(data, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkLookup(b *testing.B) {
	list := backupList(benchRows)
	b.Run("absent", func(b *testing.B) {
		b.SetBytes(int64(len(list)))
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := Lookup(list, "doc", "error"); ok {
				b.Fatal("found")
			}
		}
	})
	b.Run("last", func(b *testing.B) {
		b.SetBytes(int64(len(list)))
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := Lookup(list, "doc", "p_num"); !ok {
				b.Fatal("not found")
			}
		}
	})
}
