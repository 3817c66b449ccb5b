package foreign

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// curl runs a line and reads the document that comes back.
func curl(t *testing.T, args ...string) map[string]any {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "curl", append([]string{"--silent", "--show-error", "--fail"}, args...)...).Output()
	if err != nil {
		t.Fatalf("curl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	var document struct{ Doc map[string]any }
	if err := json.Unmarshal(out, &document); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if failed := document.Doc["error"]; failed != nil {
		t.Fatalf("curl %s: %v", strings.Join(args, " "), failed)
	}
	return document.Doc
}

// rows are the elements of a list, by the names of their members.
func rows(document map[string]any) []map[string]string {
	var out []map[string]string
	list, _ := document["elem"].([]any)
	for _, item := range list {
		row := make(map[string]string)
		members, _ := item.(map[string]any)
		for name, member := range members {
			value, _ := member.(map[string]any)
			row[name], _ = value["$"].(string)
		}
		out = append(out, row)
	}
	return out
}

// The provider's articles show curl with multipart forms: create, list and delete a
// backup, make a schedule and a snapshot, list the tariffs. The values are our own.
func TestDocumentedCurl(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Fatal("curl is not installed, and this is about it")
	}
	url, instance := setting(t, "zomro base URL"), setting(t, "zomro instance")
	session, _ := curl(t, "-F", "func=auth", "-F", "out=json", "-F", "username="+setting(t, "zomro username"), "-F", "password="+setting(t, "zomro password"), url)["auth"].(map[string]any)
	auth, _ := session["$id"].(string)
	if auth == "" {
		t.Fatal("no session")
	}
	run := func(fields string) map[string]any {
		args := []string{"-F", "auth=" + auth, "-F", "out=json"}
		for field := range strings.FieldsSeq(fields) {
			args = append(args, "-F", field)
		}
		return curl(t, append(args, url)...)
	}
	// saved waits for what has a name in a list: nothing else can be done before.
	saved := func(list, name string) (id string) {
		eventually(t, name+" is active", func() bool {
			for _, row := range rows(run("func=" + list + " elid=" + instance)) {
				if row["name"] == name && row["fleio_status"] == "Active" {
					id = row["id"]
				}
			}
			return id != ""
		})
		return id
	}
	run("func=instances.fleio_bckps.edit name=MyBackup plid=" + instance + " sok=ok")
	backup := saved("instances.fleio_bckps", "MyBackup")
	run("func=image.delete elid=" + backup + " plid=" + instance + " elname=" + backup + " sok=ok")
	eventually(t, "the backup is gone", func() bool {
		return !slices.ContainsFunc(rows(run("func=instances.fleio_bckps elid="+instance)), func(row map[string]string) bool { return row["id"] == backup })
	})
	run("func=instances.fleio_bckps.schedule.edit name=MySchedule rotation_days=1,2,3 rotation_time=02:01 plid=" + instance + " sok=ok")
	run("func=instances.snapshots.edit name=MySnapshot plid=" + instance + " sok=ok")
	saved("instances.snapshots", "MySnapshot")
	run("func=v2.instances.order.pricelist")
	passed(t, "curl", "zomro")
}
