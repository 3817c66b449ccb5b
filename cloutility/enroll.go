package cloutility

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// EnrollInput describes a machine to enrol. Things are named by name, without
// regard to case, or by id: ids differ between installations.
type EnrollInput struct {
	// Name is the name of the consumption unit, normally the host name. It is
	// what an earlier enrolment is recognised by, without regard to case.
	Name string
	// ConsumerID, if not 0, is the consumption unit to continue with, for when
	// several have the name. No other is made then.
	ConsumerID int64
	// BusinessUnit is the name or id of the business unit, which must be the
	// home unit of the user signed in or one of its descendants. Empty is the
	// home unit.
	BusinessUnit string

	// OperatingSystem, NodeType and Domain are the platform, the kind of node
	// and the policy domain. They are needed when the node has to be made;
	// empty is right only where there is one choice.
	OperatingSystem string
	NodeType        string
	Domain          string
	// ClientOptionSet is a set of options the server enforces; empty is none.
	ClientOptionSet string
	// Contact says whom to ask about the machine.
	Contact string
	// NodeName is the node's name on the backup server: at most 64 letters,
	// digits and the characters _ - . & +. Empty takes what the business unit's
	// naming rule suggests.
	NodeName string

	// Progress, if not nil, is told each step once it is done, in order. In
	// [Client.EnrollAll] it is called from several goroutines.
	Progress func(EnrollStep)
}

// The steps of an enrolment in their order, and the one of a decommissioning.
const (
	StepBusinessUnit = "business unit"
	StepNames        = "names"
	StepConsumer     = "consumption unit"
	StepNode         = "node"
	StepActivation   = "activation"
	StepResult       = "result"
	StepDoubles      = "doubles" // only where another run may have made the same
	StepDeletion     = "deletion"
)

// What a step came to.
const (
	ActionFound   = "found"   // it was there
	ActionCreated = "created" // it was made now
	ActionDeleted = "deleted" // it was deleted now
	ActionNone    = "absent"  // there was nothing to do
	ActionPlanned = "planned" // a dry run left it
)

// EnrollStep is one step that is done.
type EnrollStep struct {
	// Enrolment is the name of the consumption unit it is about.
	Enrolment string `json:"enrolment"`
	// Step is one of the Step constants.
	Step string `json:"step"`
	// Action is one of ActionFound, ActionCreated and so on.
	Action string `json:"action"`
	// ID is the id of what the step is about, 0 where it has none.
	ID int64 `json:"id,omitempty"`
	// Detail is for people: a name, mostly.
	Detail string `json:"detail,omitempty"`
}

// String is a line for a log, without secrets.
func (s EnrollStep) String() string {
	text := s.Enrolment + ": " + s.Step + " " + s.Action
	if s.Detail != "" {
		text += ": " + s.Detail
	}
	if s.ID != 0 {
		text += fmt.Sprintf(" (id %d)", s.ID)
	}
	return text
}

// Enrolment is a machine's place in the service. It prints, logs and marshals
// to JSON without the password.
type Enrolment struct {
	// Name is the name of the consumption unit.
	Name           string `json:"name"`
	BusinessUnitID int64  `json:"businessUnitId,omitempty"`
	ConsumerID     int64  `json:"consumerId,omitempty"`
	NodeID         int64  `json:"nodeId,omitempty"`
	// NodeName is what the client calls itself (NODENAME).
	NodeName string `json:"nodeName,omitempty"`
	// Password is the node's first password. It prints as REDACTED; Reveal
	// shows it. It stops being true, without notice, when the client makes its
	// own, which it does at its first sign-in or after 30 days: see Accessed.
	Password backup.Secret `json:"password,omitzero"`
	// Accessed says that the client has signed in before, so that Password is
	// most likely old. [NodesService.SetPassword] gives the node a new one.
	Accessed bool `json:"accessed"`
	// Locked says that the backup server lets the client not in. The portal
	// learns of it about once an hour.
	Locked bool `json:"locked,omitempty"`
	// State is the node's state, such as "Unaccessed".
	State string `json:"state,omitempty"`
	// ServerName is the backup server's name in the portal; ServerAddress and
	// ServerPort are what the client connects to. Address and port are empty
	// where the server does not tell, and may be filled in for Options.
	ServerName    string `json:"serverName,omitempty"`
	ServerAddress string `json:"serverAddress,omitempty"`
	ServerPort    int64  `json:"serverPort,omitempty"`
	// Changed says that something was made; a second run makes nothing.
	Changed bool `json:"changed"`
	// Differences says where a node that was there already is not as the
	// EnrollInput wants it. They are left alone: a domain decides how long data
	// is kept.
	Differences []string `json:"differences,omitempty"`
	// Steps are all steps that are done.
	Steps []EnrollStep `json:"steps"`
}

// Enroll gives a machine its place: a consumption unit, a node in it, and the
// node's activation, after which a backup client can sign in.
//
// It can be run again at any time, after any interruption: it recognises the
// consumption unit by name within the business unit, and continues from the
// state that it and its node are in. Run on a machine that is enrolled it
// changes nothing and returns the same result. Several consumption units of one
// name are an error with their list; name one with EnrollInput.ConsumerID.
//
// The service has no names that are unique, and no lock. So after making a
// consumption unit Enroll looks again. Where two runs have made one of the same name
// at the same time, that with the lowest id stays: the other run takes its own
// away again, if it has no node, and goes on with the one that stays. When several
// of the name are still there at the end, because the other run has died for
// instance, the error is a [DuplicateError], beside the Enrolment.
//
// When the context ends during a request that makes something, its response is
// waited for, ten seconds at most: a run that begins at once must be able to
// see what this one has made.
//
// All names are resolved before anything is made. A name that is unknown or
// means several things is a [backup.ArgumentError] that lists the choices. With
// any other error the Enrolment holds what was done so far; it is nil only when
// nothing was sent.
func (c *Client) Enroll(ctx context.Context, in EnrollInput) (*Enrolment, error) {
	if err := in.check("EnrollInput"); err != nil {
		return nil, err
	}
	return newEnroller(c).enroll(ctx, in, 0, false)
}

// check validates the input, which errors call by the given name.
func (in *EnrollInput) check(name string) error {
	if err := validate.FirstError(required(name+".Name", in.Name), notNegative(name+".ConsumerID", in.ConsumerID)); err != nil {
		return err
	}
	if hasControl(in.Name) {
		return invalidArgument(name+".Name", "must not have control characters")
	}
	if reason := badName(in.NodeName); reason != "" {
		return invalidArgument(name+".NodeName", reason)
	}
	return nil
}

// enroll goes through the steps. What is known is in out at all times. A panic in
// code of the caller, such as Progress, is an error of the call: in EnrollAll
// nobody else could catch it.
func (e *enroller) enroll(ctx context.Context, in EnrollInput, owner int, again bool) (out *Enrolment, err error) {
	in.Name = strings.TrimSpace(in.Name)
	run := &enrolling{enroller: e, in: in, out: &Enrolment{Name: in.Name}, owner: owner, again: again}
	defer func() {
		if p := recover(); p != nil {
			out, err = run.out, fmt.Errorf("enrol %s: %w", in.Name, panicError(p))
		}
	}()
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{StepBusinessUnit, run.businessUnit},
		{StepNames, run.lookAround},
		{StepConsumer, run.consumer},
		{StepNode, run.node},
		{StepActivation, run.activation},
		{StepResult, run.result},
		{StepDoubles, run.doubles},
	} {
		if err := step.do(ctx); err != nil {
			return run.out, fmt.Errorf("enrol %s: %s: %w", in.Name, step.name, err)
		}
	}
	return run.out, nil
}

// panicError is what a panic becomes. Values of the caller's are not repeated.
func panicError(p any) error {
	if err, ok := p.(runtime.Error); ok { // says what the code did, and no values
		return fmt.Errorf("panicked: %w", err)
	}
	return fmt.Errorf("panicked with a %T", p)
}
