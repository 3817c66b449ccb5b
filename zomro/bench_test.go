package zomro

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/dollar"
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

func BenchmarkDecodeList(b *testing.B) {
	body := listBody(benchRows)
	b.Run("zomro", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			var out envelope[backupList]
			if err := dollar.Unmarshal(body, &out); err != nil || len(out.Doc.Elem) != benchRows {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			var out plainList
			if err := json.Unmarshal(body, &out); err != nil || len(out.Doc.Elem) != benchRows {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkList is a whole call with an in-memory transport: build, sign,
// encode, judge, decode.
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
				page, err := client.Backups.List(context.Background(), ListBackupsInput{InstanceID: 7310442})
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
