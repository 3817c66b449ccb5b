package drift

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// Bounds of a recording.
const (
	// maxEntry is how many bytes one exchange may have.
	maxEntry = 160 << 20
	// maxEntries is how many exchanges are read.
	maxEntries = 1_000_000
)

var errTooLarge = errors.New("an entry is too large")

// ReadHAR reads an HTTP archive, as browsers, proxies and backupctl write it, and
// passes each exchange on. It holds one at a time. An archive that ends too early is
// an error, after what could be read.
func ReadHAR(r io.Reader, each func(*Exchange) error) error { return readHAR(r, maxEntry, each) }

// readHAR is ReadHAR with another bound of an entry.
func readHAR(r io.Reader, most int, each func(*Exchange) error) error {
	bounded := &bound{r: r, left: most}
	d := json.NewDecoder(bounded)
	for _, name := range []string{"log", "entries"} {
		if err := enter(d, name); err != nil {
			return fmt.Errorf("not an HTTP archive: %w", err)
		}
	}
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return errors.New("not an HTTP archive: log.entries is no list")
	}
	n := 0
	for d.More() {
		bounded.left = most
		var e harEntry
		if err := d.Decode(&e); err != nil {
			return fmt.Errorf("entry %d: %w", n+1, err)
		}
		if n++; n > maxEntries {
			return fmt.Errorf("more than %d entries", maxEntries)
		}
		x, err := e.exchange()
		if err != nil {
			return fmt.Errorf("entry %d: %w", n, err)
		}
		if err := each(x); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("the archive ends after entry %d: %w", n, err)
	}
	return nil
}

// enter goes to a member of an object.
func enter(d *json.Decoder, name string) error {
	if t, err := d.Token(); err != nil {
		return err
	} else if t != json.Delim('{') {
		return errors.New("no object where one is expected")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		if key == name {
			return nil
		}
		var other json.RawMessage
		if err := d.Decode(&other); err != nil {
			return err
		}
	}
	return fmt.Errorf("there is no %q", name)
}

// bound fails when one entry goes on for too long.
type bound struct {
	r    io.Reader
	left int
}

// Read implements [io.Reader].
func (b *bound) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLarge
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// harEntry is what is read of an entry.
type harEntry struct {
	Request struct {
		Method   string `json:"method"`
		URL      string `json:"url"`
		PostData struct {
			MimeType string `json:"mimeType"`
			Text     string `json:"text"`
			Params   []struct {
				Name  string `json:"name"`
				Value string `json:"value"`
			} `json:"params"`
		} `json:"postData"`
	} `json:"request"`
	Response struct {
		Status  int `json:"status"`
		Content struct {
			Size     int    `json:"size"`
			MimeType string `json:"mimeType"`
			Text     string `json:"text"`
			Encoding string `json:"encoding"`
		} `json:"content"`
	} `json:"response"`
}

func (e *harEntry) exchange() (*Exchange, error) {
	u, err := url.Parse(e.Request.URL)
	if err != nil {
		return nil, errors.New("its URL cannot be read") // which may hold a secret
	}
	post := e.Request.PostData
	x := &Exchange{
		Method: strings.ToUpper(e.Request.Method), URL: u, Status: e.Response.Status, Type: e.Response.Content.MimeType,
		Form: formOfRequest(u, post.MimeType, []byte(post.Text)), Body: []byte(e.Response.Content.Text),
	}
	if post.Text == "" {
		for _, p := range post.Params {
			x.Form.Add(p.Name, p.Value)
		}
	}
	content := e.Response.Content
	switch {
	case content.Encoding == "base64":
		if x.Body, err = base64.StdEncoding.DecodeString(content.Text); err != nil {
			return nil, errors.New("its content is not in base64")
		}
	case content.Text == "" && content.Size > 0, strings.HasPrefix(content.Text, "[") && strings.HasSuffix(content.Text, " not shown]"):
		x.Body, x.Hidden = nil, true
	}
	return x, nil
}
