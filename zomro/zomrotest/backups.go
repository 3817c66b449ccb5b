package zomrotest

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/gen/zomroserver"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// maxName is how many characters a name may have.
const maxName = 100

// unsubmitted is the answer of a form function called without sok: the form.
type unsubmitted struct {
	Doc struct {
		Lang string        `json:"$lang,omitempty"`
		Func string        `json:"$func,omitempty"`
		Elid wire          `json:"elid"`
		Plid wire          `json:"plid"`
		Name wire          `json:"name"`
		Echo zomroapi.Echo `json:"tparams,omitempty"`
		Meta struct {
			Type string `json:"$type"`
		} `json:"metadata"`
	} `json:"doc"`
}

// wire is a scalar that is written even when it is empty, as {}.
type wire struct {
	Text string `json:"$,omitempty"`
}

func form(c callInfo, elid, plid int64) *unsubmitted {
	u := &unsubmitted{}
	u.Doc.Lang, u.Doc.Func, u.Doc.Echo, u.Doc.Meta.Type = c.lang, c.function, c.echo(), "form"
	if elid != 0 {
		u.Doc.Elid.Text = text(elid)
	}
	if plid != 0 {
		u.Doc.Plid.Text = text(plid)
	}
	return u
}

// VisitCreateBackupResponse makes the form an answer of createBackup.
func (u *unsubmitted) VisitCreateBackupResponse(w http.ResponseWriter) error {
	fake.WriteJSON(w, http.StatusOK, u)
	return nil
}

// VisitDeleteImageResponse makes the form an answer of deleteImage.
func (u *unsubmitted) VisitDeleteImageResponse(w http.ResponseWriter) error {
	fake.WriteJSON(w, http.StatusOK, u)
	return nil
}

func wrongSubmit() *refusal {
	return &refusal{Type: "value", Object: "sok", Text: "Invalid value"}
}

// CreateBackup implements the generated server.
func (s *service) CreateBackup(ctx context.Context, request zomroserver.CreateBackupRequestObject) (zomroserver.CreateBackupResponseObject, error) {
	c, in := callOf(ctx), request.Body
	switch instance := s.instance(in.ParentID); {
	case instance == nil:
		return nil, missed("instances", in.ParentID)
	case in.Sok == "":
		return form(c, 0, in.ParentID), nil
	case in.Sok != zomroapi.SubmitOK:
		return nil, wrongSubmit()
	case instance.Status == "image_uploading" || instance.Status == "error":
		return nil, &refusal{Type: "instance_status", Object: "instances", Text: "The instance cannot be backed up now"}
	}
	name := strings.TrimSpace(in.Name)
	if name == "" || utf8.RuneCountInString(name) > maxName {
		return nil, &refusal{Type: "value", Object: "name", Text: "Invalid value"}
	}
	if today, _ := s.madeByHand(in.ParentID); today >= s.cfg.dailyLimit {
		return nil, &refusal{
			Type: "limit", Object: "fleio_bckps", Text: "No more than __limit__ backups can be created in a day",
			Params: []zomroapi.ErrorParam{{Name: "limit", Text: text(int64(s.cfg.dailyLimit))}},
		}
	}
	now := s.now()
	s.add(Backup{InstanceID: in.ParentID, Name: name, Status: "Saving", Created: now, readyAt: now.Add(s.cfg.savingTime)})
	if s.cfg.running {
		return nil, &refusal{Object: "runningoperation", Text: "An operation is already running"}
	}
	return zomroserver.CreateBackup200JSONResponse{Doc: zomroapi.ActionDoc{Lang: c.lang, Func: c.function, Tparams: c.echo()}}, nil
}

// ShowImage implements the generated server. The fake only reads images: a
// submitted form is refused, never taken for a read.
func (s *service) ShowImage(ctx context.Context, request zomroserver.ShowImageRequestObject) (zomroserver.ShowImageResponseObject, error) {
	c := callOf(ctx)
	if c.form.Has("sok") {
		return nil, wrongSubmit()
	}
	b := s.image(request.Body.ElementID)
	if b == nil {
		return nil, missed("image", request.Body.ElementID)
	}
	in := s.instance(b.InstanceID)
	if in == nil {
		in = &Instance{}
	}
	row := backupRow(in, b)
	doc := zomroapi.ImageDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		ID: row.ID, ImageName: row.Name, ImageType: value(b.Kind), InstancesID: value(text(b.InstanceID)),
		FleioID: row.FleioID, FleioStatus: row.FleioStatus, ItemRealStatus: row.ItemRealStatus,
		CreateDate: row.CreateDate, Created: value(b.Created.UTC().Format(time.DateTime)),
		Updated:   value(b.Created.UTC().Format(time.DateTime)),
		ImageSize: row.ImageSize, MinDisk: row.MinDisk, MinRAM: row.MinRAM, DiskFormat: row.DiskFormat,
		Architecture: row.Architecture, HypervisorType: row.HypervisorType, OSDistro: row.OSDistro,
		OSVersion: row.OSVersion, Protected: row.Protected, Region: row.Region, Visibility: row.Visibility,
		Slist: []zomroapi.ChoiceList{{Name: "protected", Values: []zomroapi.Choice{{Key: "on", Text: "Yes"}, {Key: "off", Text: "No"}}}},
	}
	if b.Kind == "backup" {
		doc.BackupType = row.BackupType
	}
	return zomroserver.ShowImage200JSONResponse{Doc: doc}, nil
}

// DeleteImage implements the generated server. Whoever asks without sok gets
// the form back, as the documentation has it; the panel's own front end is said
// to delete without it.
func (s *service) DeleteImage(ctx context.Context, request zomroserver.DeleteImageRequestObject) (zomroserver.DeleteImageResponseObject, error) {
	c, in := callOf(ctx), request.Body
	b := s.image(in.ElementID)
	switch {
	case b == nil:
		return nil, missed("image", in.ElementID)
	case in.Sok == "":
		return form(c, in.ElementID, in.ParentID), nil
	case in.Sok != zomroapi.SubmitOK:
		return nil, wrongSubmit()
	case b.Protected:
		return nil, &refusal{Type: "protected", Object: "image", Text: "The image is protected from deletion"}
	case b.Status != "Active" && b.Status != "suspended":
		return nil, &refusal{Type: "fleio_status", Object: "image", Text: "The image is in use"}
	}
	kept := s.images[:0]
	for _, other := range s.images {
		if other != b {
			kept = append(kept, other)
		}
	}
	clear(s.images[len(kept):])
	s.images = kept
	return zomroserver.DeleteImage200JSONResponse{Doc: zomroapi.ActionDoc{Lang: c.lang, Func: c.function, Tparams: c.echo()}}, nil
}
