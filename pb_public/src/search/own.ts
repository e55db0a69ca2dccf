// What an organisation's trainers add to the words of the search (kb/search/own.go): read when a query is, so that a change needs no new
// index.
import { fileGroups, readGroup, type Synonym } from './synonym.ts';
import { tokenise, UNIGRAM, type Kind } from './tokens.ts';
import { meaningless } from './words.ts';

export interface Words {
  synonyms: string[][];
  functions: string[];
  terms: string[];
}

const MAX_GROUPS = 2000;

export class OwnWords {
  private ownGroups: Synonym[][];
  private small = new Set<string>();
  readonly terms: string[];

  constructor(words: Words) {
    this.ownGroups = words.synonyms
      .slice(0, MAX_GROUPS)
      .map(readGroup)
      .filter((group) => group.length > 1);
    for (const f of words.functions.slice(0, MAX_GROUPS)) {
      const alone = [...f.trim()].length === 1;
      tokenise(f, (text, kind) => {
        if (kind !== UNIGRAM || alone) this.small.add(kind + text);
      });
    }
    this.terms = words.terms
      .slice(0, MAX_GROUPS)
      .map((t) => t.trim())
      .filter(Boolean);
  }

  groups(): Synonym[][] {
    return this.ownGroups.length ? [...fileGroups(), ...this.ownGroups] : fileGroups();
  }

  meaningless(kind: Kind, text: string): boolean {
    return this.small.has(kind + text) || meaningless(kind, text);
  }
}

export const NO_WORDS = new OwnWords({ synonyms: [], functions: [], terms: [] });

export interface WordsRecord {
  kind?: unknown;
  words?: unknown;
}

/** The records of searchWords as the search takes them. */
export function wordsOf(records: readonly WordsRecord[]): Words {
  const out: Words = { synonyms: [], functions: [], terms: [] };
  for (const { kind, words } of records) {
    const list = Array.isArray(words) ? words.filter((w): w is string => typeof w === 'string') : [];
    if (kind === 'synonym') out.synonyms.push(list);
    else if (kind === 'function') out.functions.push(...list);
    else if (kind === 'term') out.terms.push(...list);
  }
  return out;
}
