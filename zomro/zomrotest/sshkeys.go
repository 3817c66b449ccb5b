package zomrotest

import (
	"context"
	"crypto/ed25519"
	"crypto/md5" // what the service shows as a fingerprint
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// SSHKey is a public key of the account.
type SSHKey struct {
	ID        int64
	Comment   string
	PublicKey string
	// Fingerprint is made of the key.
	Fingerprint string
	// UUID is its id in the cloud.
	UUID    string
	Created time.Time
}

// ListSSHKeys implements the generated server.
func (s *service) ListSSHKeys(ctx context.Context, body *zomroapi.ListForm) (any, error) {
	c := callOf(ctx)
	p := paged(s, c.function, s.keys, columns[*SSHKey]{
		"elid":    byInt(func(k *SSHKey) int64 { return k.ID }),
		"comment": byText(func(k *SSHKey) string { return k.Comment }),
		"cdate":   byTime(func(k *SSHKey) time.Time { return k.Created }),
	}, *body)
	doc := zomroapi.SSHKeyListDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		PageNumber: number(p.num), PageSize: number(p.size), Total: number(p.total),
	}
	for _, k := range p.rows {
		doc.Elem = append(doc.Elem, zomroapi.SSHKey{
			ElementID: value(text(k.ID)), Comment: value(k.Comment), Fingerprint: value(k.Fingerprint),
			CreateDate: value(s.day(k.Created)), KeyUUID: value(k.UUID),
		})
	}
	return doc, nil
}

// readKey checks a key. What is wrong with it comes as JSON in the error's
// object, by field.
func readKey(comment, key string) (SSHKey, error) {
	name, err := checkName("comment", comment)
	if err != nil {
		return SSHKey{}, err
	}
	words := strings.Fields(key)
	var blob []byte
	if len(words) >= 2 {
		blob, err = base64.StdEncoding.DecodeString(words[1])
	}
	if len(words) < 2 || err != nil || !strings.HasPrefix(words[0], "ssh-") && !strings.HasPrefix(words[0], "ecdsa-") || len(blob) == 0 {
		return SSHKey{}, &serviceError{Type: "fleio", Object: `{"public_key":["This is no public key."]}`, Text: "The key cannot be read"}
	}
	sum := md5.Sum(blob)
	pairs := make([]string, len(sum))
	for i := range sum {
		pairs[i] = hex.EncodeToString(sum[i : i+1])
	}
	return SSHKey{Comment: name, PublicKey: strings.TrimSpace(key), Fingerprint: strings.Join(pairs, ":")}, nil
}

// CreateSSHKey implements the generated server.
func (s *service) CreateSSHKey(ctx context.Context, in *zomroapi.CreateSSHKeyForm) (any, error) {
	c := callOf(ctx)
	if in.Sok == "" {
		return newForm(c).set("comment", "").set("publicKey", ""), nil
	}
	made, err := readKey(in.Comment, in.PublicKey)
	if err != nil {
		return nil, err
	}
	made.ID, made.UUID, made.Created = s.newID(), s.ids.UUID(), s.now()
	s.keys = append(s.keys, &made)
	return c.done(), nil
}

// UpdateSSHKey implements the generated server.
func (s *service) UpdateSSHKey(ctx context.Context, in *zomroapi.UpdateSSHKeyForm) (any, error) {
	c := callOf(ctx)
	i := slices.IndexFunc(s.keys, func(k *SSHKey) bool { return k.ID == in.ElementID })
	switch {
	case i < 0:
		return nil, missed("sshkeys", in.ElementID)
	case in.Sok == "":
		return formOn(c, in.ElementID, 0).set("comment", s.keys[i].Comment).set("publicKey", s.keys[i].PublicKey), nil
	}
	changed, err := readKey(in.Comment, in.PublicKey)
	if err != nil {
		return nil, err
	}
	k := s.keys[i]
	k.Comment, k.PublicKey, k.Fingerprint = changed.Comment, changed.PublicKey, changed.Fingerprint
	return c.done(), nil
}

// DeleteSSHKey implements the generated server.
func (s *service) DeleteSSHKey(ctx context.Context, body *zomroapi.DeleteSSHKeyForm) (any, error) {
	id := body.ElementID
	left := without(s.keys, func(k *SSHKey) bool { return k.ID == id })
	if len(left) == len(s.keys) {
		return nil, missed("sshkeys", id)
	}
	s.keys = left
	return callOf(ctx).done(), nil
}

// GenerateSSHKey implements the generated server. The pair is a real one, and
// the same in every run.
func (s *service) GenerateSSHKey(ctx context.Context) (any, error) {
	c := callOf(ctx)
	private := ed25519.NewKeyFromSeed([]byte(s.ids.Hex(ed25519.SeedSize)))
	const kind = "ssh-ed25519"
	var blob []byte
	for _, part := range [][]byte{[]byte(kind), private[ed25519.SeedSize:]} {
		blob = binary.BigEndian.AppendUint32(blob, uint32(len(part)))
		blob = append(blob, part...)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, err
	}
	return zomroapi.GeneratedKeyDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(), PublicKey: value(kind + " " + base64.StdEncoding.EncodeToString(blob)),
		PrivateKey: value(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))),
	}, nil
}

// keyOf finds the UUID of a key by it or by its id; the documentation sends the
// id, the panel the UUID.
func (s *service) keyOf(ref string) string {
	for _, k := range s.keys {
		if k.UUID == ref || text(k.ID) == ref {
			return k.UUID
		}
	}
	return ""
}
