// The product's search over the articles of a pack: the same tokens and the same ranking as in the app and on the server.
import { absentIn } from '../search/absent.ts';
import { ArticleIndex } from '../search/articleIndex.ts';
import { snippetText, type SearchDoc } from '../search/doc.ts';
import { searchDoc } from '../search/holder.ts';
import { Marker } from '../search/marker.ts';
import { NO_WORDS } from '../search/own.ts';
import { plain } from '../search/plain.ts';
import { snippet } from '../search/snippet.ts';
import { pieces, type Piece } from './pieces.ts';

export interface Found {
  total: number;
  hits: { id: string; passage: Piece[] }[];
  /** Models and codes that no page has. */
  absent: string[];
}

export class PackIndex {
  private readonly index = new ArticleIndex();
  private readonly texts = new Map<string, string>();

  constructor(pages: readonly (Partial<SearchDoc> & { id: string })[]) {
    for (const page of pages) {
      const doc = searchDoc(page);
      this.index.own.put(doc);
      this.texts.set(doc.id, snippetText(doc, plain(doc.body)));
    }
    this.index.changed();
  }

  search(text: string, limit: number): Found {
    const { total, best, marks } = this.index.rank({ text, limit });
    const marker = new Marker(marks);
    const hits = best.map(({ card }) => ({ id: card.id, passage: pieces(snippet(marker, this.texts.get(card.id)!)) }));
    return { total, hits, absent: absentIn(this.index, text, NO_WORDS).map(({ code }) => code) };
  }
}
