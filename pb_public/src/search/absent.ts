// Models and codes in a query that no article has: what is found all the same is only like them, and is said to be (kb/search/absent.go).
import { KEY_FIELD, lettersAndDigits } from './doc.ts';
import { classOf, foldPoint, isDigit, isJoiner, LATIN, OTHER } from './fold.ts';
import { known, readOf, type Lexicon } from './query.ts';
import type { OwnWords } from './own.ts';
import { MAX_IDENT, tokenise, WORD } from './tokens.ts';

export interface Absent {
  /** As it was typed. */
  code: string;
  /** Articles have longer ones that begin with it. */
  begun: boolean;
}

/** What was found is not what was looked for: no article has the model or code that was named. */
export const missed = (absent: readonly Absent[]): boolean => absent.some((a) => !a.begun);

const MAX_ABSENT = 3;
const MIN_CODE = 3;
/** Of digits alone, in a sentence: "300 人" is no code. */
const MIN_NUMERAL = 4;

export function absentIn(lex: Lexicon, query: string, own: OwnWords): Absent[] {
  const text = readOf(query);
  let inSentence = false;
  tokenise(text, (_, kind) => (inSentence ||= kind !== WORD));
  const out: Absent[] = [];
  for (const { raw, joined: code } of codeWords(text)) {
    const numeral = [...code].every((c) => isDigit(c.codePointAt(0)!));
    const { length } = code;
    if (measured(code)) continue;
    if (length < MIN_CODE || length > MAX_IDENT || (!numeral && !lettersAndDigits(code)) || (numeral && inSentence && length < MIN_NUMERAL))
      continue;
    if (out.length === MAX_ABSENT || out.some((a) => a.code === raw)) continue;
    if (own.groups().some((group) => group.some((n) => n.words?.join('') === code))) continue; // another name of something
    if (known(lex, WORD, code) > 0 || lex.df(KEY_FIELD, code) > 0) continue;
    out.push({ code: raw, begun: [...lex.latinTerms(code)].some((term) => known(lex, WORD, term) > 0) });
  }
  return out;
}

/**
 * Units of measured values, and what is counted: 28dBm and vlan100 are a customer's own numbers, not codes. Units of one letter end models
 * too (5735S), so that only up to three digits before them are a value.
 */
const UNITS = new Set(
  'db dbi dbm v kv w kw va kva ma mah hz mhz ghz bps kbps mbps gbps k m g t kb mb gb tb ms us min nm um mm cm km'.split(' '),
);
const QUANTITIES = new Set(['vlan', 'cpu', 'mtu', 'ping']);

function measured(code: string): boolean {
  const unit = code.replace(/^[0-9]+/, '');
  const digits = code.length - unit.length;
  return (digits > 0 && UNITS.has(unit) && (unit.length > 1 || digits <= 3)) || QUANTITIES.has(code.replace(/[0-9]+$/, ''));
}

/** The Latin words of a text, as they stand and folded without joints. */
function codeWords(text: string): { raw: string; joined: string }[] {
  const out: { raw: string; joined: string }[] = [];
  let raw = '';
  let joined = '';
  let end = 0; // of raw, behind the last character that counts
  const word = () => {
    if (joined) out.push({ raw: raw.slice(0, end), joined });
    raw = joined = '';
  };
  for (const c of text) {
    const p = foldPoint(c.codePointAt(0)!);
    const k = classOf(p);
    if (k === LATIN) {
      raw += c;
      joined += String.fromCodePoint(p);
      end = raw.length;
    } else if (k === OTHER && raw && isJoiner(p)) raw += c;
    else word();
  }
  word();
  return out;
}
