package zomrotest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// oddly is what a seed makes of a function's response.
func oddly(t *testing.T, seed uint64, function string) string {
	t.Helper()
	srv := zomrotest.New(zomrotest.WithQuirks(seed), zomrotest.WithClock(func() time.Time { return time.Unix(1_790_000_000, 0) }))
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "x", SizeGB: 3})
	return send(t, srv, http.MethodPost, "func", function, "auth", srv.NewSession(), "elid", instance(), "zone", "shr",
		"username", zomrotest.Username, "password", zomrotest.Password)
}

// Quirks come, all of them, and the same seed brings the same ones.
func TestQuirks(t *testing.T) {
	all := ""
	for seed := range uint64(50) {
		for _, function := range []string{
			"auth", "keepalive", "instances", "instances.fleio_bckps", "instances.snapshots", "image.burn", "instances.fleio.rescue", "v2.image.order.pricelist",
		} {
			text := oddly(t, seed, function)
			if diff := cmp.Diff(text, oddly(t, seed, function)); diff != "" {
				t.Fatalf("seed %d is not repeatable:\n%s", seed, diff)
			}
			document(t, text)
			all += text
		}
	}
	for what, sign := range map[string]string{
		"a list of one as an object": `"elem":{"`, "a list of one as an array": `"elem":[{`,
		"no rows as null": `"elem":null`, "no rows as a list": `"elem":[]`, "no rows as an object": `"elem":{}`,
		"choices of one as an object": `"val":{"$":"`,
		"a value twice":               `"},{"$":"`, "an empty object": `:{}`, "a value of null": `"ip_v6":null`,
		"a translated value": `"$orig":"Active"`, "a translated state": `"$orig":"stopped"`, "a bare string": `"name":"x"`,
		"an attribute nobody knows": `"$hint"`, "an element nobody knows": `"zone_hint"`, "attributes of the document": `"$features"`,
		"one error parameter": `"param":{`, "one button": `"button":{`, "texts that are bare": `"msg":{"hint_reload":"Reload the list"}`,
		"a session in its attribute alone": `"auth":{"$id":"`, "a session in its text alone": `"auth":{"$":"`,
		"success that is empty": `"ok":{}`, "success that is null": `"ok":null`,
	} {
		if !strings.Contains(all, sign) {
			t.Errorf("no seed brings %s", what)
		}
	}
	if !strings.Contains(oddly(t, 1, "instances"), `"$lang":"en"`) {
		t.Error("the language is gone")
	}
}

// Without quirks, a response has none of them.
func TestPlainResponses(t *testing.T) {
	srv := zomrotest.New()
	text := send(t, srv, http.MethodPost, "func", "instances", "auth", srv.NewSession())
	for _, sign := range []string{"null", `{}`, `"},{"$":"`, "$hint", "buttons"} {
		if strings.Contains(text, sign) {
			t.Errorf("%s in %s", sign, text)
		}
	}
}

// TestQuirksByName: each one alone, whenever it can come.
func TestQuirksByName(t *testing.T) {
	for _, tt := range []struct {
		quirk          zomrotest.Quirk
		function, want string
	}{
		{zomrotest.QuirkTemplates, "no.such", `"msg":{"$":"Function '__value__' was not found"}`},
		{zomrotest.QuirkSingleObjects, "instances.fleio_bckps", `"elem":{"`},
		{zomrotest.QuirkEmptyLists, "instances.snapshots", `"elem":`},
		{zomrotest.QuirkTranslatedValues, "instances", `"$orig":"stopped"`},
		{zomrotest.QuirkBareTexts, "instances.fleio_bckps", `"name":"x"`},
		{zomrotest.QuirkTwice, "instances", `"},{"$":"`},
		{zomrotest.QuirkUnknownFields, "instances", `"zone_hint"`},
		{zomrotest.QuirkSessionPlace, "auth", `"auth":{"$`},
		{zomrotest.QuirkBareActions, "keepalive", `"ok":`},
	} {
		read := func(opts ...zomrotest.Option) string {
			srv := zomrotest.New(opts...)
			srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "x", SizeGB: 3})
			return send(t, srv, http.MethodPost, "func", tt.function, "auth", srv.NewSession(), "elid", instance(),
				"username", zomrotest.Username, "password", zomrotest.Password)
		}
		with, without := read(zomrotest.WithQuirk(tt.quirk)), read()
		if !strings.Contains(with, tt.want) {
			t.Errorf("%s: %s is not in %s", tt.quirk, tt.want, with)
		}
		if with == without {
			t.Errorf("%s changes nothing of %s", tt.quirk, with)
		}
	}
	if len(zomrotest.Quirks()) != 9 {
		t.Error(zomrotest.Quirks())
	}
}
