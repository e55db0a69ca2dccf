package hooks

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"lutong/kb/eval"
)

// evalCommand is `lutong kb eval DIR`: how good and how fast the search is on a collection with judged queries.
func evalCommand() *cobra.Command {
	var queries, corpus string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "eval DIR",
		Short: "Measures the search on a folder with corpus.jsonl, queries.jsonl and qrels.tsv",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cmd.SilenceUsage = true
			c, err := eval.Load(args[0], queries, corpus)
			if err != nil {
				return err
			}
			r, err := eval.Run(c)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(r)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %d documents, %d queries\nnDCG@10 %.3f  MRR@10 %.3f  recall@10 %.3f  recall@50 %.3f\np50 %.2f ms  p95 %.2f ms\nindexed in %.1f s, %.1f MB for %.1f MB of text (%.2fx)\n",
				c.Name, r.Docs, r.Queries, r.NDCG10, r.MRR10, r.Recall10, r.Recall50, r.P50, r.P95, r.IndexSeconds, float64(r.IndexBytes)/1e6, float64(c.Bytes)/1e6, float64(r.IndexBytes)/float64(max(1, c.Bytes)))
			return nil
		},
	}
	cmd.Flags().StringVar(&queries, "queries", "", "other queries than DIR/queries.jsonl")
	cmd.Flags().StringVar(&corpus, "corpus", "", "other documents than DIR/corpus.jsonl (a file, or a collection's folder)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}
