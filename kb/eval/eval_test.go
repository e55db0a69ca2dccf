package eval

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var small = map[string]string{
	"corpus.jsonl":  "\ufeff" + `{"id":"a","title":"AP 掉线","text":"隧道被防火墙拦住"}` + "\r\n\n" + `{"id":7,"title":"","text":"` + strings.Repeat("环路", 100_000) + `"}` + "\n" + `{"_id":"c","text":"交换机"}`,
	"queries.jsonl": `{"id":"q1","text":"防火墙"}` + "\n" + `{"id":2,"text":"环路"}` + "\n" + `{"id":"unjudged","text":"x"}` + "\n",
	"qrels.tsv":     "query-id\tcorpus-id\tscore\nq1\ta\t1\nq1\tc\t0\n2\t7\t2\nnobody\ta\t1\n",
}

func TestLoadAndRun(t *testing.T) {
	c, err := Load(folder(t, small), "", "")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Docs) != 3 || c.Docs[1].ID != "7" || len(c.Queries) != 2 || len(c.Queries[0].Grades) != 1 {
		t.Fatalf("%d documents, queries %+v", len(c.Docs), c.Queries)
	}
	r, err := Run(c)
	if err != nil {
		t.Fatal(err)
	}
	if r.NDCG10 != 1 || r.MRR10 != 1 || r.Recall10 != 1 || r.Recall50 != 1 || r.Docs != 3 || r.Queries != 2 || r.IndexBytes == 0 || r.P95 < r.P50 {
		t.Errorf("%+v", r)
	}
}

func TestOtherFiles(t *testing.T) {
	corpus := folder(t, small)
	dir := folder(t, map[string]string{"q_kw.jsonl": `{"id":"q1","text":"隧道"}`, "qrels.tsv": "q1 0 a 1"})
	for name, args := range map[string][2]string{
		"corpus as a folder, queries by their name in the collection": {"q_kw.jsonl", corpus},
		"both as files": {filepath.Join(dir, "q_kw.jsonl"), filepath.Join(corpus, "corpus.jsonl")},
	} {
		c, err := Load(dir, args[0], args[1])
		if err != nil || len(c.Docs) != 3 || len(c.Queries) != 1 || c.Queries[0].Text != "隧道" {
			t.Errorf("%s: %v %+v", name, err, c.Queries)
		}
	}
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	with := func(name, text string) map[string]string {
		files := map[string]string{}
		for k, v := range small {
			files[k] = v
		}
		if text == "" {
			delete(files, name)
		} else {
			files[name] = text
		}
		return files
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"no corpus", with("corpus.jsonl", ""), "--corpus"},
		{"no grades", with("qrels.tsv", ""), "qrels.tsv"},
		{"no JSON", with("queries.jsonl", "{}\nnot json\n"), "line 2"},
		{"an id twice", with("corpus.jsonl", `{"id":"a"}`+"\n"+`{"id":"a"}`), "line 2"},
		{"no grade", with("qrels.tsv", "q1\ta\t1\nq1\tb\tgood\n"), "line 2"},
		{"two columns", with("qrels.tsv", "q1\ta\n"), "columns"},
		{"nothing judged", with("qrels.tsv", "other\ta\t1\n"), "0 judged"},
	} {
		if _, err := Load(folder(t, c.files), "", ""); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Worked out by hand: graded gains 3 and 1, the better document second.
func TestJudge(t *testing.T) {
	q := judge(map[string]int{"a": 2, "b": 1, "far": 1}, append([]string{"x", "a", "a", "b"}, append(many(10), "far")...))
	ndcg := (3/math.Log2(3) + 1/math.Log2(5)) / (3 + 1/math.Log2(3) + 1/math.Log2(4))
	if math.Abs(q.NDCG10-ndcg) > 1e-12 || q.MRR10 != 0.5 || math.Abs(q.Recall10-2.0/3) > 1e-12 || q.Recall50 != 1 {
		t.Errorf("%+v, want nDCG %v", q, ndcg)
	}
	if q := judge(map[string]int{"a": 1}, append(many(50), "a")); q != (Quality{}) {
		t.Errorf("beyond fifty: %+v", q)
	}
}

func many(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = strings.Repeat("y", i+1)
	}
	return out
}

func TestPercentiles(t *testing.T) {
	var took []time.Duration
	for i := range 100 {
		took = append(took, time.Duration(100-i)*time.Millisecond)
	}
	if p := percentiles(took); p.P50 != 50 || p.P95 != 95 {
		t.Errorf("%+v", p)
	}
}
