import { expect, test } from 'vitest';
import cases from '../../../kb/search/testdata/checkwords.json';
import { checkWords } from './checkWords.ts';

// as the server does (own_check_test.go)
test.each(cases)('$kind $words', ({ kind, words, code }) => expect(checkWords(kind, words)?.code ?? '').toBe(code));
