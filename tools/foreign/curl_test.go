package foreign

import (
	"encoding/json"
	"os/exec"
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

// The provider's articles show curl with multipart forms: create a backup, list
// the backups, make a schedule, make a snapshot. The values are our own.
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
	for _, fields := range []string{
		"func=instances.fleio_bckps out=json elid=" + instance,
		"func=instances.fleio_bckps.schedule.edit out=json name=MySchedule rotation_days=1,2,3 rotation_time=02:01 plid=" + instance + " sok=ok",
		"func=instances.snapshots out=json elid=" + instance,
		"func=v2.instances.order.pricelist out=json",
	} {
		args := []string{"-F", "auth=" + auth}
		for field := range strings.FieldsSeq(fields) {
			args = append(args, "-F", field)
		}
		curl(t, append(args, url)...)
	}
	passed(t, "curl", "zomro")
}
