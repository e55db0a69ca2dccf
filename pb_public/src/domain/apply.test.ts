import { describe, expect, test } from 'vitest';
import { applySet, valueAt, wasOf } from './apply.ts';

const run = { id: 'r', answers: { c1: { value: true }, c3: { value: 4 } }, visit: '' };

describe('M3 a dotted name addresses one key of a map', () => {
  test('set, leaving the others', () => {
    expect(applySet(run, { 'answers.c2': { value: 'x' } }).answers).toEqual({ c1: { value: true }, c2: { value: 'x' }, c3: { value: 4 } });
  });
  test('null removes it', () => expect(applySet(run, { 'answers.c3': null }).answers).toEqual({ c1: { value: true } }));
  test('the key may contain dots', () => expect(applySet(run, { 'answers.a.b': 1 }).answers).toHaveProperty(['a.b'], 1));
  test('a field that is no map becomes one', () =>
    expect(applySet({ id: 'r' }, { 'answers.c1': 1 })).toEqual({ id: 'r', answers: { c1: 1 } }));
  test('whole fields are replaced', () => expect(applySet(run, { visit: 'v' }).visit).toBe('v'));
  test('what was given stays as it was', () => {
    applySet(run, { 'answers.c1': null, visit: 'w' });
    expect(run).toEqual({ id: 'r', answers: { c1: { value: true }, c3: { value: 4 } }, visit: '' });
  });
});

describe('M3 was is what the person saw', () => {
  test('of fields and of keys, null for a key that is not there', () => {
    expect(wasOf(run, { visit: 'v', 'answers.c1': 1, 'answers.c9': 1 })).toEqual({
      visit: '',
      'answers.c1': { value: true },
      'answers.c9': null,
    });
  });
  test('a field that is not there is null', () => expect(valueAt(run, 'nothing')).toBeNull());
});
