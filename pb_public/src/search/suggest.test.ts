// The same vectors as kb/search (suggest_test.go writes them): suggestions, and searches with words of the trainers.
import { describe, expect, test } from 'vitest';
import articles from '../../../kb/search/testdata/articles.json';
import vectors from '../../../kb/search/testdata/suggest.json';
import { ArticleIndex } from './articleIndex.ts';
import { OwnWords } from './own.ts';
import { known } from './query.ts';
import { Suggester } from './suggest.ts';

const words = { synonyms: vectors.words.Synonyms, functions: vectors.words.Functions, terms: vectors.words.Terms };
const index = new ArticleIndex();
for (const a of articles) index.own.put(a);
index.changed();
index.words = new OwnWords(words);
const suggester = new Suggester();
suggester.replace(articles);
suggester.setTerms(index.words.terms);

describe('suggestions as on the server', () => {
  test.each(vectors.suggest)('$text $lang', ({ text, lang, suggestions }) => {
    const got = suggester.complete(text, lang, (kind, piece) => known(index, kind, piece) > 0);
    expect(got.map((s) => `${s.kind} ${s.text}`)).toEqual(suggestions);
  });
});

describe('searches with the trainers’ words as on the server', () => {
  test.each(vectors.queries)('$text', ({ text, total, first }) => {
    const got = index.rank({ text, limit: 3 });
    expect([got.total, got.best.map(({ card }) => card.id)]).toEqual([total, first]);
  });
});
