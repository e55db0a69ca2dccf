import { describe, expect, test } from 'vitest';
import { blank } from '../../domain/fields.ts';
import type { Answer, Run, Template, TemplateItem } from '../../domain/records.ts';
import { answered, asked, checklistsOf, outOfRange, progressOf } from './checklist.ts';

const label = { 'zh-CN': '', en: '' };
const item = (id: string, more: Partial<TemplateItem> = {}): TemplateItem => ({ id, type: 'tick', label, ...more });
const answer = (value: Answer['value'], more: Partial<Answer> = {}): Answer => ({ value, note: '', photos: [], by: '', at: '', ...more });
const template = (id: string, key: string, more: Partial<Template> = {}): Template => ({
  ...blank('templates', id),
  key,
  version: 1,
  ...more,
});
const run = (id: string, of: string, answers: Run['answers'] = {}): Run => ({ ...blank('runs', id), template: of, answers });

describe('which checklists a job has', () => {
  test('the newest version that fits its kind and is not retired', () => {
    const all = [
      template('a1', 'leave', { stage: 'leaving' }),
      template('a2', 'leave', { stage: 'leaving', version: 2 }),
      template('b', 'faults', { jobKinds: ['fault'], stage: 'onArrival' }),
      template('c', 'old', { retired: true }),
    ];
    expect(checklistsOf('fault', all, []).map((list) => list.template.id)).toEqual(['b', 'a2']);
    expect(checklistsOf('upgrade', all, []).map((list) => list.template.id)).toEqual(['a2']);
  });

  test('a run keeps the version it was begun with, also when that was retired', () => {
    const all = [template('a1', 'leave', { retired: true }), template('a2', 'leave', { version: 2 })];
    expect(checklistsOf('fault', all, [run('r', 'a1')]).map((list) => [list.template.id, list.run?.id])).toEqual([['a1', 'r']]);
  });
});

describe('an item', () => {
  test('with a condition is asked only when it holds', () => {
    const cable = item('length', { when: { item: 'medium', is: 'copper' } });
    expect(asked(cable, {})).toBe(false);
    expect(asked(cable, { medium: answer('copper') })).toBe(true);
    expect(asked(item('x', { when: { item: 'medium', is: ['copper', 'fibre'] } }), { medium: answer('fibre') })).toBe(true);
    expect(asked(item('plain'), {})).toBe(true);
  });

  test('is answered by what its type asks for', () => {
    expect(answered(item('t'), answer(true))).toBe(true);
    expect(answered(item('t'), answer(null, { note: 'later' }))).toBe(false);
    expect(answered(item('n', { type: 'number' }), answer(0))).toBe(true);
    expect(answered(item('p', { type: 'photo' }), answer(true))).toBe(false);
    expect(answered(item('p', { type: 'photo' }), answer(true, { photos: ['x'] }))).toBe(true);
    expect(answered(item('w', { type: 'text' }), answer(''))).toBe(false);
    expect(answered(item('w'), null)).toBe(false);
  });

  test('outside its range is said', () => {
    expect(outOfRange(item('n', { min: 0, max: 0 }), 1)).toBe(true);
    expect(outOfRange(item('n', { min: -11.4, max: 0.5 }), -11.4)).toBe(false);
    expect(outOfRange(item('n'), 1e9)).toBe(false);
  });
});

test('progress counts what is asked, and what is still required', () => {
  const items = [item('a', { required: true }), item('b'), item('c', { required: true, when: { item: 'b', is: true } })];
  const of = (answers: Run['answers']) => progressOf({ template: template('t', 'k', { items }), run: run('r', 't', answers) });
  expect(of({})).toEqual({ done: 0, all: 2, requiredLeft: 1 });
  expect(of({ a: answer(true), b: answer(true) })).toEqual({ done: 2, all: 3, requiredLeft: 1 });
  expect(progressOf({ template: template('t', 'k'), run: null })).toEqual({ done: 0, all: 0, requiredLeft: 0 });
});
