package zomrotest_test

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// TestOutputs: a document comes in the format that is asked for.
func TestOutputs(t *testing.T) {
	srv := zomrotest.New()
	session := srv.NewSession()
	text := func(out string, fields ...string) string {
		return send(t, srv, http.MethodPost, append(fields, "auth", session, "out", out)...)
	}
	list := text("xml", "func", "instances")
	for _, want := range []string{"<?xml ", "<doc ", ` func="instances"`, "<elem><", "<id>7310442</id>", "</elem><p_cnt>"} {
		if !strings.Contains(list, want) {
			t.Errorf("%s is not in %s", want, list)
		}
	}
	failed := text("xml", "func", "image.delete", "elid", `<&">`)
	for _, document := range []string{list, failed} {
		decoder := xml.NewDecoder(strings.NewReader(document))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in %s", err, document)
			}
		}
	}
	if !strings.Contains(failed, "<error ") || !strings.Contains(failed, "&lt;&amp;&#34;&gt;") {
		t.Error(failed)
	}
	if rows := strings.Split(strings.TrimSpace(text("text", "func", "instances")), "\n"); len(rows) != 2 || !strings.Contains(rows[0], "id=7310442") {
		t.Errorf("%q", rows)
	}
	if line := text("text", "func", "no.such"); !strings.HasPrefix(line, "ERROR missed func ") {
		t.Error(line)
	}
	if page := text("html", "func", "instances"); !strings.HasPrefix(page, "<!DOCTYPE html>") {
		t.Error(page)
	}
}

// TestMessagesAreFilled: msg is for people; detail keeps the template.
func TestMessagesAreFilled(t *testing.T) {
	srv := zomrotest.New()
	doc := post(t, srv, "auth", srv.NewSession(), "func", "no.such")
	if msg, detail := at(doc, "error", "msg", "$"), at(doc, "error", "detail", "$"); msg != "Function 'no.such' was not found" || !strings.Contains(detail, "__value__") {
		t.Errorf("%q, %q", msg, detail)
	}
}
