// Command clidocs writes the pages about the command line from its commands:
// manual pages, Markdown, and the list of what scripts stand on.
//
//	go run ./cmd/backupctl/internal/clidocs -man dist/man -markdown dist/docs -surface api/backupctl.txt
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/cli"
)

func main() {
	man := flag.String("man", "", "write manual pages into this `folder`")
	surface := flag.String("surface", "", "write what scripts stand on to this `file`")
	markdown := flag.String("markdown", "", "write a Markdown page for each group of commands into this `folder`")
	flag.Parse()
	if err := run(*man, *markdown, *surface); err != nil {
		slog.Error("clidocs failed", "error", err)
		os.Exit(1)
	}
}

func run(man, markdown, surface string) error {
	if man == "" && markdown == "" && surface == "" {
		return errors.New("nothing to do: say -man, -markdown or -surface")
	}
	if surface != "" {
		if err := writeSurface(surface); err != nil {
			return err
		}
	}
	root := cli.Tree()
	root.DisableAutoGenTag = true
	if man != "" {
		if err := empty(man, "*.1"); err != nil {
			return err
		}
		// A fixed day: pages change when the commands do.
		day := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
		header := &doc.GenManHeader{Title: "BACKUPCTL", Section: "1", Date: &day, Source: "backupctl " + backup.Version, Manual: "backupctl"}
		if err := doc.GenManTree(root, header, man); err != nil {
			return err
		}
	}
	if markdown == "" {
		return nil
	}
	if err := empty(markdown, "backupctl*.md"); err != nil {
		return err
	}
	return pages(root, markdown)
}

func writeSurface(path string) error {
	var b bytes.Buffer
	if err := cli.Surface(&b); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec,mnd // it is part of the source
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644) //nolint:gosec,mnd // it is part of the source
}

// empty makes a folder without pages of an earlier run.
func empty(dir, pattern string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec,mnd // documentation is for everybody
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		return err
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return nil
}

// pages writes one page for each group of commands.
func pages(cmd *cobra.Command, dir string) error {
	groups := []*cobra.Command{}
	var b bytes.Buffer
	title(&b, cmd, "#")
	describe(&b, cmd)
	for _, sub := range cmd.Commands() {
		if !sub.IsAvailableCommand() && !sub.IsAdditionalHelpTopicCommand() || sub.Name() == "help" {
			continue
		}
		if sub.HasSubCommands() {
			groups = append(groups, sub)
		}
	}
	list(&b, cmd, "Commands", func(sub *cobra.Command) string {
		if sub.HasSubCommands() {
			return file(sub)
		}
		return "#" + anchor(sub)
	})
	flags(&b, cmd)
	for _, sub := range cmd.Commands() {
		if sub.HasSubCommands() || !sub.IsAvailableCommand() && !sub.IsAdditionalHelpTopicCommand() || sub.Name() == "help" {
			continue
		}
		title(&b, sub, "##")
		describe(&b, sub)
		flags(&b, sub)
	}
	if p := cmd.Parent(); p != nil {
		fmt.Fprintf(&b, "Part of [%s](%s).\n", p.CommandPath(), file(p))
	}
	text := append(bytes.TrimRight(b.Bytes(), "\n"), '\n')
	if err := os.WriteFile(filepath.Join(dir, file(cmd)), text, 0o644); err != nil { //nolint:gosec,mnd // documentation is for everybody
		return err
	}
	for _, group := range groups {
		if err := pages(group, dir); err != nil {
			return err
		}
	}
	return nil
}

func file(cmd *cobra.Command) string {
	return strings.ReplaceAll(cmd.CommandPath(), " ", "_") + ".md"
}

func anchor(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

func title(b *bytes.Buffer, cmd *cobra.Command, level string) {
	fmt.Fprintf(b, "%s %s\n\n%s.\n\n", level, cmd.CommandPath(), strings.TrimSuffix(cmd.Short, "."))
}

func describe(b *bytes.Buffer, cmd *cobra.Command) {
	if cmd.Long != "" && cmd.Long != cmd.Short {
		fence := strings.Contains(cmd.Long, "\n  ") // a table or commands
		text := cmd.Long
		if fence {
			text = "```text\n" + text + "\n```"
		}
		fmt.Fprintf(b, "%s\n\n", text)
	}
	if cmd.Runnable() && !cmd.HasSubCommands() {
		fmt.Fprintf(b, "```text\n%s\n```\n\n", cmd.UseLine()+" [flags]")
	}
	if cmd.Example != "" {
		fmt.Fprintf(b, "```sh\n%s\n```\n\n", unindent(cmd.Example))
	}
	if len(cmd.Aliases) > 0 {
		fmt.Fprintf(b, "Also: %s.\n\n", strings.Join(cmd.Aliases, ", "))
	}
}

func unindent(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, "  ")
	}
	return strings.Join(lines, "\n")
}

func list(b *bytes.Buffer, cmd *cobra.Command, heading string, link func(*cobra.Command) string) {
	if !cmd.HasAvailableSubCommands() {
		return
	}
	fmt.Fprintf(b, "**%s**\n\n", heading)
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" || sub.IsAdditionalHelpTopicCommand() {
			fmt.Fprintf(b, "* [%s](%s): %s\n", sub.Name(), link(sub), sub.Short)
		}
	}
	b.WriteString("\n")
}

func flags(b *bytes.Buffer, cmd *cobra.Command) {
	if usage := strings.TrimRight(cmd.LocalFlags().FlagUsages(), "\n"); usage != "" && !cmd.IsAdditionalHelpTopicCommand() {
		fmt.Fprintf(b, "```text\n%s\n```\n\n", usage)
	}
}
