package fieldsync

import (
	"bufio"
	"context"
	"encoding/json"
	"io"

	"lutong/hooks/access"
)

// A device that holds other records than it should is a mistake of ours, but the person holding it must not suffer for it: it notices by the
// count and sum at the end of a pull, asks which parts differ, and takes those afresh. A part is the records of one collection whose ids
// begin with the same character: small, and the same on both sides whatever else is wrong.

// Parts sums up what the actor sees now, by part ("jobs/a").
func (s *Server) Parts(ctx context.Context, actor access.Actor) (parts map[string]Check, err error) {
	err = s.store.View(ctx, func(r Reader) error {
		parts, err = r.Parts(actor.User)
		return err
	})
	return parts, err
}

// Part writes all records of one part as put lines, and an end line.
func (s *Server) Part(ctx context.Context, actor access.Actor, collection, first string, to io.Writer) error {
	return s.store.View(ctx, func(r Reader) error {
		_, epoch, err := r.Head()
		if err != nil {
			return err
		}
		out := bufio.NewWriterSize(to, 32<<10)
		err = r.ScanPart(actor.User, collection, first, func(e Entry) (bool, error) {
			writePut(out, e)
			return true, nil
		})
		if err != nil {
			return err
		}
		end, err := json.Marshal(map[string]any{"end": map[string]string{"now": Stamp(s.now()), "epoch": epoch}})
		if err != nil {
			return err
		}
		out.Write(end)
		out.WriteByte('\n')
		return out.Flush()
	})
}
