package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// services are the APIs, in the order of the help.
func services() []*service {
	return []*service{cloutilityService(), zomroService(), cbrService()}
}

// Tree is the whole tree of commands, for documentation.
func Tree() *cobra.Command {
	a := newApp(Program{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { return "" }, everything: true})
	root := a.root()
	root.InitDefaultCompletionCmd()
	return root
}
