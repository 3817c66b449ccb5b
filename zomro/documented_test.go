package zomro_test

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
)

// The values of the requests below. The service's documentation has its own;
// names and constants are the documented ones.
const (
	docInstance = 7310442
	docBackup   = 7310987
	docImage    = "3f0c5f0e-5b1a-4f5e-9c44-2f5d8c0b7a61"
)

// documented are the example requests of the service's documentation, as the
// fields of their forms without the session.
var documented = []struct {
	article, name string
	fields        string
	call          func(t *testing.T, c *zomro.Client) error
}{
	{"482", "create a backup", "func=instances.fleio_bckps.edit&out=json&sok=ok&plid=7310442&name=before-upgrade", func(t *testing.T, c *zomro.Client) error {
		t.Helper()
		_, err := c.Backups.Create(t.Context(), docInstance, zomro.CreateBackupInput{Name: "before-upgrade"})
		return err
	}},
	{"482", "list backups", "func=instances.fleio_bckps&out=json&elid=7310442", func(t *testing.T, c *zomro.Client) error {
		t.Helper()
		_, err := c.Backups.List(t.Context(), docInstance, zomro.ListBackupsInput{})
		return err
	}},
	{"482", "delete a backup", "func=image.delete&out=json&sok=ok&plid=7310442&elname=7310987&elid=7310987", func(t *testing.T, c *zomro.Client) error {
		t.Helper()
		return c.Backups.Delete(t.Context(), docInstance, docBackup)
	}},
	{
		"486", "create a schedule",
		"func=instances.fleio_bckps.schedule.edit&out=json&name=workdays&rotation_days=1,2,3,4,5,6&rotation_time=04:15&plid=7310442&sok=ok",
		func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Schedules.Create(t.Context(), docInstance, zomro.CreateScheduleInput{
				Name: "workdays", Days: zomro.EveryDay()[1:], Time: zomro.TimeOfDay{Hour: 4, Minute: 15},
			})
			return err
		},
	},
	{"483", "create a snapshot", "func=instances.snapshots.edit&out=json&sok=ok&plid=7310442&name=before-upgrade", func(t *testing.T, c *zomro.Client) error {
		t.Helper()
		_, err := c.Snapshots.Create(t.Context(), docInstance, zomro.CreateSnapshotInput{Name: "before-upgrade"})
		return err
	}},
	{
		"484", "boot from ISO",
		"func=instances.fleio.boot_from_iso&out=json&elid=7310442&sok=ok&select_boot_from_iso=3f0c5f0e-5b1a-4f5e-9c44-2f5d8c0b7a61&zone=pub",
		func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.BootISO(t.Context(), docInstance, zomro.BootISOInput{Image: docImage, Zone: zomro.ZonePublic})
		},
	},
	{
		"485", "rescue",
		"func=instances.fleio.rescue&out=json&elid=7310442&sok=ok&select_boot=3f0c5f0e-5b1a-4f5e-9c44-2f5d8c0b7a61&password=Example7Pass&zone=pub",
		func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.Rescue(t.Context(), docInstance, zomro.RescueInstanceInput{
				Image: docImage, Zone: zomro.ZonePublic, Password: backup.NewSecret("Example7Pass"),
			})
		},
	},
	{
		"466", "rebuild",
		"func=instances.fleio.rebuild&elid=7310442&zone=image&select_rebuild=3f0c5f0e-5b1a-4f5e-9c44-2f5d8c0b7a61&enablessh=off&password=Example7Pass&ssh_keys=371&sok=ok&out=json",
		func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			return c.Instances.Rebuild(t.Context(), docInstance, zomro.RebuildInstanceInput{
				Zone: zomro.ZoneImage, Image: docImage, Password: backup.NewSecret("Example7Pass"), SSHKey: "371",
			})
		},
	},
	{"468", "stop", "func=service.stop&elid=7310442&out=json", func(t *testing.T, c *zomro.Client) error {
		t.Helper()
		return c.Instances.Stop(t.Context(), docInstance)
	}},
	{"464", "tariffs", "func=v2.instances.order.pricelist&out=json", func(t *testing.T, c *zomro.Client) error {
		t.Helper()
		_, err := c.Instances.Tariffs(t.Context(), zomro.ListTariffsInput{})
		return err
	}},
}

// The requests of the service's documentation are reproduced field by field and
// byte for byte, the order aside. Two fields come on top of the documented ones:
// the language of responses, without which the service responses in the account's,
// and the number of the page, which it would otherwise remember.
func TestDocumentedRequests(t *testing.T) {
	for _, encoding := range []string{"urlencoded", "multipart"} {
		for _, example := range documented {
			t.Run(example.article+" "+example.name+" "+encoding, func(t *testing.T) {
				want, err := url.ParseQuery(example.fields)
				if err != nil {
					t.Fatal(err)
				}
				want.Set("auth", someSession)
				var sent []url.Values
				transport := httpmock.NewMockTransport()
				transport.RegisterNoResponder(documentedService(t, want, &sent))
				client, err := zomro.New(zomro.Config{
					Credentials: zomro.Session{ID: backup.NewSecret(someSession)}, Multipart: encoding == "multipart",
				}, backup.WithHTTPClient(&http.Client{Transport: transport}))
				if err != nil {
					t.Fatal(err)
				}
				if err := example.call(t, client); err != nil {
					t.Fatal(err)
				}
				found := 0
				for _, got := range sent {
					if got.Get("func") != want.Get("func") || got.Get("sok") != want.Get("sok") {
						continue // a look before or after
					}
					found++
					if got.Get("lang") != "en" || got.Has("p_num") && got.Get("p_num") != "1" {
						t.Errorf("lang %q, p_num %q", got.Get("lang"), got.Get("p_num"))
					}
					got.Del("lang")
					got.Del("p_num")
					if diff := cmp.Diff(want, got); diff != "" {
						t.Errorf("-documented +sent:\n%s", diff)
					}
				}
				if found == 0 {
					t.Errorf("not sent; sent were %v", sent)
				}
			})
		}
	}
}

// documentedService responses what each function responses, and notes the forms it
// got. What is created is listed once it was asked for.
func documentedService(t *testing.T, want url.Values, sent *[]url.Values) httpmock.Responder {
	t.Helper()
	created := false
	return func(r *http.Request) (*http.Response, error) {
		if r.Method != http.MethodPost || r.URL.String() != "https://api.zomro.com/" {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		form := formOf(t, r)
		*sent = append(*sent, form)
		body := `{"doc":{"ok":{}}}`
		switch function := form.Get("func"); {
		case function == "image.edit":
			body = `{"doc":{"id":{"$":"` + strconv.Itoa(docBackup) + `"},"image_type":{"$":"backup"},"instances_id":{"$":"7310442"}}}`
		case strings.HasSuffix(function, ".edit"):
			created = true
		case created:
			body = `{"doc":{"elem":[{"id":{"$":"9"},"name":{"$":"` + want.Get("name") + `"}}]}}`
		}
		return jsonResponse(body)(r)
	}
}

// formOf reads the fields of a request's body, every byte of it.
func formOf(t *testing.T, r *http.Request) url.Values {
	t.Helper()
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if kind == "application/x-www-form-urlencoded" {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			t.Fatal(err)
		}
		return form
	}
	out := make(url.Values)
	parts := multipart.NewReader(strings.NewReader(string(body)), params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		value, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		out.Add(part.FormName(), string(value))
	}
}
