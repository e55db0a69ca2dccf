const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#34;': '"', '&#39;': "'" };

export type Piece = [text: string, marked: boolean];

/** A snippet of the search, which is escaped HTML with <mark>, as plain texts that are marked or not. */
export function pieces(snippet: string): Piece[] {
  return snippet
    .split(/<\/?mark>/)
    .map((text, n): Piece => [text.replace(/&(?:amp|lt|gt|quot|#34|#39);/g, (e) => ENTITIES[e]!), n % 2 === 1])
    .filter(([text]) => text !== '');
}
