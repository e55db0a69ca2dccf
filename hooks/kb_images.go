package hooks

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/hooks/media"
	"lutong/hooks/rules"
	"lutong/kb"
	"lutong/kb/folder"
)

// takeImages stores the images of a folder, before anything names them: bytes that nobody names are swept away. What is none, or carries more
// than the image, is a problem like that of a file. A dry run looks just as closely, at copies elsewhere.
func (s *server) takeImages(ctx context.Context, found *folder.Found, dryRun bool) (map[string]media.Info, error) {
	pictures, dir := s.pictures, ""
	if len(found.Images) > 0 {
		var err error
		if dir, err = os.MkdirTemp("", "lutong-import-"); err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
	}
	if dryRun && dir != "" {
		blobs, err := media.OpenBlobs(filepath.Join(dir, "photos"))
		if err == nil {
			pictures, err = media.NewPictures(blobs, filepath.Join(dir, "pictures"), media.Limits{})
		}
		if err != nil {
			return nil, err
		}
	}
	infos := map[string]media.Info{}
	for _, ref := range slices.Sorted(maps.Keys(found.Images)) {
		image := found.Images[ref]
		info, err := receiveImage(ctx, pictures, *found, image, filepath.Join(dir, "image"))
		if why := fault.As(err); why != nil {
			found.Unreadable = append(found.Unreadable, folder.Problem{File: image.File, Code: "image_bad", Args: []string{image.File, why.Message(tongue())}})
			continue
		}
		if err != nil {
			return nil, err
		}
		infos[ref] = info
	}
	return infos, nil
}

// receiveImage checks one image and puts its bytes into the store.
func receiveImage(ctx context.Context, pictures *media.Pictures, found folder.Found, image folder.Image, temp string) (media.Info, error) {
	raw, err := found.Load(image)
	if err == nil {
		err = os.WriteFile(temp, raw, 0o600)
	}
	if err != nil {
		return media.Info{}, err
	}
	defer os.Remove(temp)
	info, err := pictures.Receive(ctx, temp, media.Claim{Photo: fieldsync.IDOf("import", image.SHA256), SHA256: image.SHA256, Bytes: image.Bytes})
	switch {
	case err != nil:
		return info, err
	case info.Metadata:
		return info, fault.New(fault.Invalid, "figure_metadata")
	case info.Note == "no_preview":
		return info, fault.New(fault.Invalid, "figure_format")
	}
	return info, nil
}

// showImages makes the records of the images that an article's text shows.
func showImages(w *fieldsync.Writing, article *fieldsync.Doc, images map[string]media.Info) (shown bool, err error) {
	for _, m := range kb.Figures(article.Fields.String("body")) {
		info, here := images[m.Ref]
		if !here {
			continue
		}
		id := rules.FigureID(article.ID, m.Ref)
		known, err := w.Get("figures", id)
		if err != nil {
			return shown, err
		}
		if known != nil && known.Fields.String("state") == "stored" {
			continue
		}
		f, err := checked("figures", map[string]any{"article": article.ID, "sha256": info.SHA256, "bytes": info.Bytes, "mime": info.Mime, "width": info.Width, "height": info.Height, "by": w.Actor.User, "state": "stored"})
		if err == nil {
			_, err = w.Put("figures", id, f)
		}
		if err != nil {
			return shown, errors.Join(err, errors.New("image "+m.Ref))
		}
		shown = true
	}
	return shown, nil
}
