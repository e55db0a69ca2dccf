// Numbers as people type them: full-width digits and the Chinese minus of a pinyin keyboard, commas between thousands, a comma
// for the decimal point. 1,200 is twelve hundred; 1,2 and 0,125 are decimals. null: nothing is there; NaN: it is no number.
const GROUPED = /^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const GROUPED_BY_POINTS = /^[-+]?[1-9]\d{0,2}(\.\d{3})+,\d+$/;
const DECIMAL_COMMA = /^[-+]?\d*,\d+$/;
const PLAIN = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

const tidy = (typed: string) => typed.normalize('NFKC').replace(/[−–—]/g, '-').replace(/[。]/g, '.').replace(/\s/g, '');

export function readNumber(typed: string): number | null {
  let text = tidy(typed);
  if (text === '') return null;
  if (GROUPED.test(text)) text = text.replace(/,/g, '');
  else if (GROUPED_BY_POINTS.test(text)) text = text.replace(/\./g, '').replace(',', '.');
  else if (DECIMAL_COMMA.test(text)) text = text.replace(',', '.');
  return PLAIN.test(text) ? Number(text) : NaN;
}

/** What was understood, where it is not plain from what was typed; else "". */
export function readAs(typed: string): string {
  const n = readNumber(typed);
  return n === null || !Number.isFinite(n) || PLAIN.test(typed.trim()) ? '' : String(n);
}
