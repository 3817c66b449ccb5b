// Package drill proves that backups can be restored, and leaves evidence.
//
// A drill writes a fresh canary to a machine, backs the machine up, restores the
// backup to a throw-away machine, reads the canary there, and takes down what it has
// made. It tells how old the data was that came back (the recovery point) and how
// long it took (the recovery time), and [Sign] signs that, for whoever audits it.
//
//	d, err := drill.New(drill.Config{
//		Service: &drill.CBR{Client: client},
//		Canary:  &drill.Command{Argv: []string{"/usr/local/bin/canary"}},
//		Targets: []string{"2f9c…"}, // whatever else is named, nothing is written to it
//	})
//	result, err := d.Run(ctx, drill.Request{ID: "web-1@2026-11-30", Source: web1, Target: trial})
//
// # What a drill believes
//
// Nothing that a service says counts as proof. The value is new in each drill, so that
// of the last one does not pass. Before the restore another value is written to the
// target: a restore that did nothing leaves it there. A third one is written to the
// machine itself after its backup: it tells when the target is that machine under
// another id, and when the restore went to the wrong place. The backup has to say that
// it is of this machine and younger than the canary, and is deleted at the end, which
// is looked at as well. The value has several parts; a part that is missing is told.
// What a drill finds has a name, see [Reason].
//
// # How a canary gets to a machine
//
// is the user's: [Canary] is an interface, and [Command] runs a program for it. A
// program that reads from somewhere else than the machine proves nothing.
//
// # Steps
//
// [Drill.Steps] are the steps one by one, for an engine that records them: what a step
// leaves is a [State], which goes through JSON. A step that was cut off can be done
// again.
//
// # Services
//
// [CBR] and [Zomro] back up and restore whole machines. Cloutility has no known call to
// restore anything, which a backup client does on the machine itself, so [Cloutility]
// rejects every drill with [backup.ErrUnsupported].
package drill
