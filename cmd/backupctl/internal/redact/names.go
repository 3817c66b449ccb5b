// Package redact keeps secrets out of what is shown: by the names of fields, and
// by the values that are known to be secret, however those are written.
package redact

import (
	"slices"
	"strings"
)

// words in a name make its value secret. Names are compared without case and
// without _ and -.
func words() []string {
	return []string{
		"password", "passwd", "passwort", "pwd", "secret", "token", "credential", "authorization", "authinfo", "apikey", "accesskey", "privatekey",
		"cookie", "session", "signature", "passcode", "totp", "qrcode", "rootpass", "vnc", "content", "instruction",
	}
}

// exact names are secret only as they are: "auth" is Zomro's session, but
// "author" is not.
func exact() []string {
	return []string{"auth", "sk", "access", "confirm", "adminpass", "userdata"}
}

// inForms are secret as fields of a form only: Zomro signs in with a "key", and
// everybody's tags have keys.
func inForms() []string { return []string{"key", "url"} }

// shown are names that only look secret.
func shown() []string {
	return []string{
		"tokentype", "passwordexpirationdays", "passwordexpiresat", "lastpasswordchange", "sessionsecurity", "contenttype", "contentlength",
		"contentencoding", "contentlanguage", "keyid", "grantaccesstoken", "allowrefreshtokens",
	}
}

func plain(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "", "$", "").Replace(name))
}

// Name reports whether a field or a header of this name holds a secret.
func Name(name string) bool {
	name = plain(name)
	if slices.Contains(shown(), name) {
		return false
	}
	return slices.Contains(exact(), name) || slices.ContainsFunc(words(), func(w string) bool { return strings.Contains(name, w) })
}

// FormName reports whether a field of a form or of an address holds a secret.
func FormName(name string) bool { return Name(name) || slices.Contains(inForms(), plain(name)) }
