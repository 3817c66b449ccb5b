package cbr

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/allocbudget"
	"github.com/backup-sdk/backup-go/internal/jsonread"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// FuzzDecodeError: the decoder never panics, always makes an error of a failure, and
// says the same of the same response.
func FuzzDecodeError(f *testing.F) {
	for _, body := range []string{
		`{"error_code":"BackupService.6500","error_msg":"Operation log does not exist."}`,
		`{"error_msg":"no","error_code":"APIGW.0301","request_id":"8080"}`,
		`{"error":{"code":401,"message":"wrong","title":"Unauthorized"}}`,
		`{"unauthorized":{"code":"401","message":"Malformed request url"}}`,
		`{"error_code":"PAP5.1","details":[{"error_code":1,"error_msg":null}]}`,
		`{"retCode":7,"errText":"x","error_code":"CBC.1"}`, `{"errText":"","error_code":"CBC.1"}`, `{"orders":[{"subscribeResult":0}]}`, `{"retCode":"0"}`,
		`"text"`, `null`, `[]`, `{}`, ``, `<html>`, `{"error_code":{"a":1},"x":{"message":[]}}`, "\xff\xfe", `{"details":[1,null,"x",{}]}`,
	} {
		for _, status := range []int{200, 400, 401, 404, 429, 500, 503} {
			f.Add(status, []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		classified := func() *backup.Error {
			return checkResponse(&rest.Response{
				Op: cbrapi.OpCreateCheckpoint, Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: bytes.Clone(body),
			})
		}
		var e *backup.Error
		allocbudget.Check(t, 2*len(body), 64, func() { e = classified() }) // it copies the body
		if ok := status >= 200 && status < 300; !ok && e == nil {
			t.Fatal("a failure is no error")
		} else if ok && e != nil && !bytes.Contains(body, []byte(`"retCode"`)) && !bytes.Contains(body, []byte(`"errText"`)) && !bytes.Contains(body, []byte(`"subscribeResult"`)) {
			t.Fatalf("a success is %v", e)
		}
		if e == nil {
			return
		}
		if e.StatusCode != status {
			t.Errorf("status %d", e.StatusCode)
		}
		if e.Code == "" && e.Message == "" && e.RequestID == "" {
			t.Error("the error tells nothing")
		}
		if again := classified(); again == nil || !reflect.DeepEqual(*again, *e) { //nolint:govet // the same bytes make the same values, details included
			t.Errorf("%v, and then %v", e, again)
		}
		if json.Valid(body) && utf8.Valid(body) && e.Kind == backup.KindNotFound && status == http.StatusUnauthorized && e.Code == "401" &&
			!strings.Contains(strings.ToLower(e.Message), malformedURL) {
			t.Errorf("%s is not found", body)
		}
	})
}

// FuzzDecodeModels: models never panic, and what they read they write so that it
// is read again as the same.
func FuzzDecodeModels(f *testing.F) {
	for _, body := range []string{
		`{"vault":{"id":"v","billing":{"size":"1","partner_bp_id":"p"},"resources":[{"extra_info":"{\"exclude_volumes\":[]}"}],"bind_rules":{}}}`,
		`{"backup":{"extend_info":{"future":{"a":[1,"}"]},"os_images_data":[{}]},"children":[{"extend_info":null}],"replication_records":[{"extra_info":{"x":"\""}}]}}`,
		`{"checkpoint":{"extra_info":"","vault":{"resources":[{"extra_info":[1],"resource_size":"x"}]}}}`,
		`{"operation_log":{"extra_info":{"common":{"progress":1e2},"\u0063ommon":{},"new":null}}}`, `{"vault":{"billing":{"":0}}}`, `[]`, `null`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, fresh := range []func() any{
			func() any { return new(cbrapi.VaultEnvelope) }, func() any { return new(cbrapi.BackupEnvelope) },
			func() any { return new(cbrapi.CheckpointEnvelope) }, func() any { return new(cbrapi.OperationLogEnvelope) },
		} {
			v := fresh()
			var failed error
			allocbudget.Check(t, len(body), 1024, func() { failed = jsonread.Unmarshal(body, v) })
			if failed != nil || json.Unmarshal(body, fresh()) != nil {
				continue
			}
			v = fresh()
			if err := json.Unmarshal(body, v); err != nil {
				t.Fatal(err)
			}
			once, err := json.Marshal(v)
			if err != nil {
				t.Fatalf("%s: %v", body, err)
			}
			again := fresh()
			if err := json.Unmarshal(once, again); err != nil {
				t.Fatalf("%s, written as %s: %v", body, once, err)
			}
			twice, err := json.Marshal(again)
			if err != nil || !bytes.Equal(once, twice) {
				t.Fatalf("%s\nis written as %s\nand then as %s, %v", body, once, twice, err)
			}
		}
	})
}

// TestErrorCodes holds the classification against the lists of the reference: each
// code stands in one group.
func TestErrorCodes(t *testing.T) {
	groups := map[backup.Kind]string{
		backup.KindNotFound: "4001 6000 6002 6105 6200 6217 6302 6500 6501 6601 6705 7000 7100 7202 7410 7500 7600",
		backup.KindBusy:     "0002 2002 2010 6125 6130 6134 6203 6216 7009 7200 7203 7302 7501",
		backup.KindQuota:    "1012 6001 6100 6114 6129 6133 6142 6600 6701 7107 7303 7407 8300",
		backup.KindConflict: "1009 6103 6104 6106 6210 6211 6703 7006 7116 6402 6111 6201 6204 1001",
		backup.KindInvalid:  "9900 0001 1002 1003 1013 6101 6135 6213 7510",
		backup.KindUnknown:  "9910 6132 8400 1006 6403",

		backup.KindUnauthenticated: "9998",
		backup.KindPermission:      "8600",
	}
	for kind, codes := range groups {
		for code := range strings.FieldsSeq(codes) {
			for _, form := range []string{"BackupService." + code, code} {
				if got, known := kindOfCode(cbrapi.OpShowVault, form); got != kind || !known {
					t.Errorf("%s is %v (%v), want %v", form, got, known, kind)
				}
			}
		}
	}
	for code, want := range map[string]backup.Kind{
		"CSBS.2003": backup.KindBusy, "CSBS.3001": backup.KindNotFound, "APIGW.0301": backup.KindUnauthenticated, "APIGW.0308": backup.KindRateLimited,
	} {
		if got, known := kindOfCode(cbrapi.OpDeleteBackup, code); got != want || !known {
			t.Errorf("%s is %v (%v), want %v", code, got, known, want)
		}
	}
	for _, code := range []string{"", "401", "BackupService.", "BackupService.1234567", "PAP5.0001"} {
		if kind, known := kindOfCode(cbrapi.OpShowVault, code); known {
			t.Errorf("%q is known as %v", code, kind)
		}
	}
}

// TestEveryCode: all codes of the vendor's lists are classified.
func TestEveryCode(t *testing.T) {
	ranges := [][2]int{
		{1, 2}, {1001, 1009}, {1011, 1013}, {2001, 2015}, {4001, 4007}, {6000, 6003}, {6100, 6142}, {6200, 6217}, {6220, 6220}, {6300, 6302},
		{6400, 6408}, {6500, 6501}, {6600, 6601}, {6700, 6714}, {7000, 7009}, {7100, 7117}, {7200, 7204}, {7300, 7303}, {7403, 7403}, {7407, 7407},
		{7410, 7410}, {7500, 7511}, {7600, 7603}, {8300, 8300}, {8400, 8400}, {8600, 8600}, {9900, 9900}, {9910, 9910}, {9998, 9998},
	}
	n := 0
	for _, r := range ranges {
		for code := r[0]; code <= r[1]; code++ {
			n++
			text := strconv.Itoa(10000 + code)[1:]
			if _, known := kindOfServiceCode(text); !known {
				t.Errorf("%s is not classified", text)
			}
		}
	}
	if n < 190 {
		t.Errorf("only %d codes", n)
	}
}
