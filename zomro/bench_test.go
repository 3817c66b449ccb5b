package zomro

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
)

// benchRows is the size of a large list.
const benchRows = 10_000

// listBody is a list of backups as the service sends it.
func listBody(rows int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"doc":{"$lang":"en","$func":"instances.fleio_bckps","elem":[`)
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"architecture":{"$":"x86_64"},"backup_type":{"$":"manual"},"createdate":{"$":"2026-08-%02d"},`+
			`"disk_format":{"$":"qcow2"},"fleio_id":{"$":"0c9a7f12-63d4-4a0e-8a57-%012x"},"fleio_status":{"$":"Active"},`+
			`"hypervisor_type":{"$":"any_hypervisor"},"id":{"$":"%d"},"image_size":{"$":"%d"},"item_real_status":{"$":"2"},`+
			`"min_disk":{"$":"40"},"min_ram":{"$":"0"},"name":{"$":"nightly-%d"},"os_distro":{"$":"Debian"},`+
			`"os_version":{"$":"12 x64"},"protected":{"$":"off"},"region":{"$":"Poland-1"},"visibility":{"$":"private"}}`,
			1+i%28, i, 7310519+i, 1+i%90, i)
	}
	fmt.Fprintf(&b, `],"p_num":{"$":"1"},"p_cnt":{"$":"%d"},"p_elems":{"$":"%d"},"manual_created_today":{"$":"1"}}}`, rows, rows)
	return b.Bytes()
}

// v and plainBackup are what one would write by hand for encoding/json: every
// value still wrapped, still text.
type v struct {
	V string `json:"$"`
}

type plainBackup struct {
	Architecture   v `json:"architecture"`
	BackupType     v `json:"backup_type"`
	CreateDate     v `json:"createdate"`
	DiskFormat     v `json:"disk_format"`
	FleioID        v `json:"fleio_id"`
	FleioStatus    v `json:"fleio_status"`
	HypervisorType v `json:"hypervisor_type"`
	ID             v `json:"id"`
	ImageSize      v `json:"image_size"`
	ItemRealStatus v `json:"item_real_status"`
	MinDisk        v `json:"min_disk"`
	MinRAM         v `json:"min_ram"`
	Name           v `json:"name"`
	OSDistro       v `json:"os_distro"`
	OSVersion      v `json:"os_version"`
	Protected      v `json:"protected"`
	Region         v `json:"region"`
	Visibility     v `json:"visibility"`
}

type plainList struct {
	Doc struct {
		Elem  []plainBackup `json:"elem"`
		Size  v             `json:"p_cnt"`
		Total v             `json:"p_elems"`
	} `json:"doc"`
}

// backups are the rows as Go values.
func (l *plainList) backups() ([]Backup, error) {
	out := make([]Backup, len(l.Doc.Elem))
	for i, row := range l.Doc.Elem {
		out[i] = Backup{
			Name: row.Name.V, FleioID: row.FleioID.V, Status: BackupStatus(row.FleioStatus.V), Type: BackupType(row.BackupType.V),
			DiskFormat: DiskFormat(row.DiskFormat.V), Architecture: Architecture(row.Architecture.V), HypervisorType: row.HypervisorType.V,
			OSDistro: row.OSDistro.V, OSVersion: row.OSVersion.V, Protected: row.Protected.V == "on", Region: row.Region.V, Visibility: row.Visibility.V,
		}
		for _, number := range []struct {
			to   *int64
			text string
		}{
			{&out[i].ID, row.ID.V},
			{&out[i].SizeGB, row.ImageSize.V},
			{(*int64)(&out[i].ItemRealStatus), row.ItemRealStatus.V},
			{&out[i].MinDiskGB, row.MinDisk.V},
			{&out[i].MinRAMGB, row.MinRAM.V},
		} {
			var err error
			if *number.to, err = strconv.ParseInt(number.text, 10, 64); err != nil {
				return nil, err
			}
		}
		var err error
		if out[i].CreateDate, err = time.Parse(time.DateOnly, row.CreateDate.V); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// decodeOurs and decodePlain read a list of backups into []Backup: the way this
// package does, with all oddities of the service accepted, and by hand.
func decodeOurs(body []byte) ([]Backup, error) {
	var out backupList
	if err := reader(time.UTC)(body, &out); err != nil {
		return nil, err
	}
	return out.Elem, nil
}

func decodePlain(body []byte) ([]Backup, error) {
	var list plainList
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	return list.backups()
}

// TestDecodersAgree makes sure that the two sides of the benchmark read the same.
func TestDecodersAgree(t *testing.T) {
	t.Parallel()
	body := listBody(300)
	want, err := decodePlain(body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeOurs(body)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestListMemory holds the promise that a list costs at most half of the memory
// it costs by hand.
func TestListMemory(t *testing.T) { //nolint:paralleltest // other tests would be counted too
	body := listBody(benchRows / 10)
	measure := func(decode func([]byte) ([]Backup, error)) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := decode(body); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if ours, plain := measure(decodeOurs), measure(decodePlain); ours > plain/2 {
		t.Errorf("%d bytes, by hand %d", ours, plain)
	}
}

func BenchmarkDecodeList(b *testing.B) {
	body := listBody(benchRows)
	for _, side := range []struct {
		name   string
		decode func([]byte) ([]Backup, error)
	}{{"zomro", decodeOurs}, {"encoding-json", decodePlain}} {
		b.Run(side.name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if rows, err := side.decode(body); err != nil || len(rows) != benchRows {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkList is a whole call with an in-memory transport: build, sign,
// encode, check, decode.
func BenchmarkList(b *testing.B) {
	for _, rows := range []int{1, benchRows} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			body := listBody(rows)
			client, err := New(Config{Credentials: Session{ID: backup.NewSecret("c0ffee1234567890abcdef12")}},
				backup.WithHTTPClient(&http.Client{Transport: canned(body)}))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				page, err := client.Backups.List(context.Background(), 7310442, ListBackupsInput{})
				if err != nil || len(page.Items) != rows {
					b.Fatal(err)
				}
			}
		})
	}
}

type canned []byte

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(bytes.NewReader(c)), ContentLength: int64(len(c)),
	}, nil
}
