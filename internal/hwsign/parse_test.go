package hwsign

import (
	"slices"
	"strings"
	"testing"
)

// TestParse: headers of others are refused.
func TestParse(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"SDK-HMAC-SHA256 Access=A, SignedHeaders=host;x-sdk-date, Signature=0f": true,
		"SDK-HMAC-SHA256 Signature=0f,SignedHeaders=host,Access=A":              true,
		"SDK-HMAC-SHA256 Access=A, SignedHeaders=, Signature=0f":                false,
		"SDK-HMAC-SHA256 Access=A, Signature=0f":                                false,
		"SDK-HMAC-SHA256 Access=A, SignedHeaders=host":                          false,
		"SDK-HMAC-SHA256 SignedHeaders=host, Signature=0f":                      false,
		"SDK-HMAC-SHA256": false,
		"SDK-HMAC-SM3 Access=A, SignedHeaders=host, Signature=0f": false,
		"": false,
	} {
		if a, ok := Parse(header); ok != want {
			t.Errorf("%q: %+v, %v", header, a, ok)
		}
	}
}

// FuzzParse: what is read is what was written, or nothing.
func FuzzParse(f *testing.F) {
	f.Add("SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=0af1")
	f.Add("SDK-HMAC-SHA256 Access=AK,SignedHeaders=host,Signature=0af1")
	f.Add("SDK-HMAC-SHA256 Access=, SignedHeaders=, Signature=")
	f.Add("AWS4-HMAC-SHA256 Credential=AK")
	f.Fuzz(func(t *testing.T, header string) {
		a, ok := Parse(header)
		if !ok {
			return
		}
		if a.Access == "" || a.Signature == "" || !strings.HasPrefix(header, Algorithm+" ") {
			t.Errorf("%q is %+v", header, a)
		}
		again, ok := Parse(Algorithm + " Access=" + a.Access + ", SignedHeaders=" + strings.Join(a.Signed, ";") + ", Signature=" + a.Signature)
		if !ok || again.Access != a.Access || !slices.Equal(again.Signed, a.Signed) || again.Signature != a.Signature {
			t.Errorf("%+v becomes %+v", a, again)
		}
	})
}
