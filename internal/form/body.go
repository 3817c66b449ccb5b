package form

import (
	"bytes"
	"maps"
	"mime/multipart"
	"net/url"
	"slices"
)

// URLEncoded gives an application/x-www-form-urlencoded body, fields in the
// order of their names.
func URLEncoded(values url.Values) (contentType string, body []byte) {
	return "application/x-www-form-urlencoded", []byte(values.Encode())
}

// Multipart gives a multipart/form-data body, fields in the order of their
// names. The boundary is random: one made from the values would tell about them
// in a header, and some of them are passwords.
func Multipart(values url.Values) (contentType string, body []byte, err error) {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			if err := w.WriteField(name, value); err != nil {
				return "", nil, err
			}
		}
	}
	if err := w.Close(); err != nil {
		return "", nil, err
	}
	return w.FormDataContentType(), buf.Bytes(), nil
}
