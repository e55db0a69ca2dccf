import { expect, test } from 'vitest';
import en from '../i18n/tablet.en.ts';
import zh from '../i18n/tablet.zh.ts';
import { inkPath, type Report } from './model.ts';

const files = import.meta.glob<string>('../../../hooks/report/testdata/*.golden', { query: '?raw', import: 'default', eager: true });
const golden = (name: string) => JSON.parse(files[`../../../hooks/report/testdata/${name}.golden`]!) as Report;

test('a signature is drawn with all its strokes', () => {
  const signing = golden('full.zh-CN').sections.find((s) => s.key === 'signed')!.signatures![1]!;
  expect(inkPath(signing.ink!)).toBe('M4 32L24 14L46 52L74 10L90 47M114 22L164 20L194 36M144 4L142 62');
  expect(inkPath({ width: 8, height: 8, lines: [[[4, 4]]] })).toBe('M4 4h.1');
});

test('what stands in a report is what this model knows', () => {
  const known = {
    section: ['key', 'title', 'time', 'text', 'note', 'rows', 'road', 'pairs', 'signatures', 'covers', 'link'],
    row: ['label', 'value', 'note', 'off'],
    shot: ['id', 'label', 'caption', 'time'],
    signing: ['id', 'words', 'refused', 'reason', 'changed', 'ink'],
  };
  const { sections, head, figures } = golden('full.en');
  const check = (things: object[], names: string[]) =>
    things.forEach((thing) => expect(Object.keys(thing).filter((k) => !names.includes(k))).toEqual([]));
  check(sections, known.section);
  check([...head, ...figures, ...sections.flatMap((s) => s.rows ?? [])], known.row);
  check(
    sections.flatMap((s) => (s.pairs ?? []).flatMap((p) => [p.left, ...(p.right ? [p.right] : [])])),
    known.shot,
  );
  check(
    sections.flatMap((s) => s.signatures ?? []),
    known.signing,
  );
});

// The tablet knows what was changed, the server also by whom and when: the sentence is the same.
test.each([
  ['zh-CN', zh],
  ['en', en],
] as const)('job sheet, desk and report say the same about changes: %s', (lang, words) => {
  const said = golden(`full.${lang}`).sections.find((s) => s.key === 'signed')!.signatures![1]!.changed!;
  expect(said.replace(/ ?[（(][^）)]*[）)]/g, '')).toBe(
    words['report.changed'].replace(
      '{fields}',
      [lang === 'en' ? 'Cause' : '原因', lang === 'en' ? 'Measured' : '测量值'].join(words['report.join']),
    ),
  );
});
