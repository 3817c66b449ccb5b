package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
)

// question is one about an account.
type question struct {
	flag, text string
	value      *string
	byDefault  string
	optional   bool
	// check finds what cannot be right, so that it is asked again at once.
	check func(string) error
}

// complete asks for what no flag has said, where somebody can be asked. Elsewhere
// [checkContext] names the flag that is missing.
func (l *login) complete(ctx context.Context, c *config.Context, file *config.File) error {
	if !isTerminal(l.app.Stdin) {
		if c.Service == "" {
			return usagef("--service is needed: one of %s", strings.Join(config.Services(), ", "))
		}
		c.Name = cmp.Or(c.Name, c.Service)
		return nil
	}
	services := config.Services()
	if err := l.ask(ctx, question{flag: "service", text: "Service (" + strings.Join(services, ", ") + ")", value: &c.Service, check: func(text string) error {
		if !slices.Contains(services, text) {
			return fmt.Errorf("one of %s", strings.Join(services, ", "))
		}
		return nil
	}}); err != nil {
		return err
	}
	for _, q := range questions(c) {
		if err := l.ask(ctx, q); err != nil {
			return err
		}
	}
	return l.ask(ctx, question{text: "Name for this context", value: &c.Name, byDefault: freeName(c.Service, file), check: func(text string) error {
		if slices.ContainsFunc(file.Contexts, func(have config.Context) bool { return have.Name == text }) {
			return errors.New("there is one of that name; `backupctl login " + text + "` signs in to it")
		}
		return config.Context{Name: text, Service: c.Service}.Check()
	}})
}

// questions are what a service needs to know.
func questions(c *config.Context) []question {
	switch c.Service {
	case "cloutility":
		return []question{
			{flag: "url", text: "Address of the portal's API", value: &c.URL, byDefault: cloutility.DefaultBaseURL},
			{flag: "client-id", text: "Client id", value: &c.ClientID},
			{flag: "origin", text: "Origin that is registered with it", value: &c.Origin},
			{flag: "username", text: "Username", value: &c.Username},
		}
	case "zomro":
		if c.Auth == "session" {
			return nil
		}
		return []question{{flag: "username", text: "Username or e-mail address", value: &c.Username}}
	case "cbr":
		out := []question{}
		if c.URL == "" {
			out = append(out, question{flag: "region", text: "Region, such as " + string(cbr.RegionEUWest101), value: &c.Region})
		}
		if c.AccessKey != "" || c.Auth == "ecs" || c.Auth == "token" {
			return out
		}
		return append(out,
			question{flag: "domain", text: "Account (domain)", value: &c.Domain},
			question{flag: "username", text: "IAM user", value: &c.Username},
			question{flag: "user-id", text: "Id of the IAM user, for users with a virtual MFA device", value: &c.UserID, optional: true})
	}
	return nil
}

// freeName is a name for a context that is not taken.
func freeName(service string, file *config.File) string {
	for n := 1; ; n++ {
		name := service
		if n > 1 {
			name = fmt.Sprintf("%s-%d", service, n)
		}
		if !slices.ContainsFunc(file.Contexts, func(have config.Context) bool { return have.Name == name }) {
			return name
		}
	}
}

// maxAsked is how often a reply that cannot be right is asked for again.
const maxAsked = 5

// ask asks for a value, unless there is one.
func (l *login) ask(ctx context.Context, q question) error {
	if *q.value != "" {
		return nil
	}
	prompt := q.text
	switch {
	case q.byDefault != "":
		prompt += " [" + q.byDefault + "]"
	case q.optional:
		prompt += " (may be left empty)"
	}
	for range maxAsked {
		text, err := l.app.line(ctx, prompt+": ")
		if err != nil {
			return err
		}
		text = cmp.Or(strings.TrimSpace(text), q.byDefault)
		switch {
		case text == "" && q.optional:
			return nil
		case text == "":
			l.app.sayf("this is needed")
			continue
		case q.check != nil:
			if err := q.check(text); err != nil {
				l.app.sayf("%v", err)
				continue
			}
		}
		*q.value = text
		return nil
	}
	return usagef("%s was not said", strings.ToLower(q.text[:1])+q.text[1:])
}

// maxLine bounds what is typed.
const maxLine = 4 << 10

// line reads a line that is typed, with echo. It takes no byte more: the next
// question is read by something else.
func (a *app) line(ctx context.Context, prompt string) (string, error) {
	type typed struct {
		text string
		err  error
	}
	fmt.Fprint(a.Stderr, prompt)
	reply := make(chan typed, 1)
	go func() { // the read goes on after an interruption, until the program ends
		var b strings.Builder
		one := make([]byte, 1)
		for b.Len() < maxLine {
			n, err := a.Stdin.Read(one)
			if n == 1 && one[0] == '\n' {
				break
			}
			b.Write(one[:n])
			if err != nil {
				if errors.Is(err, io.EOF) && b.Len() == 0 {
					reply <- typed{err: usagef("the input ended")}
					return
				}
				break
			}
		}
		reply <- typed{text: strings.TrimRight(b.String(), "\r")}
	}()
	select {
	case t := <-reply:
		return t.text, t.err
	case <-ctx.Done():
		fmt.Fprintln(a.Stderr)
		return "", ctx.Err()
	}
}
