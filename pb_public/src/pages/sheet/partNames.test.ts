import { expect, test } from 'vitest';
import { blank } from '../../domain/fields.ts';
import type { Part } from '../../domain/records.ts';
import { proposals } from './partNames.ts';

const asset = (id: string, model: string) => ({ ...blank('assets', id), model });
const part = (name: string, more: Partial<Part> = {}): Part => ({ ...blank('parts', name), name, ...more });
const assets = [asset('core', 'S6730'), asset('ap1', 'AirEngine 5760-51'), asset('ap2', 'AirEngine 5760-51'), asset('none', '')];
const before = [
  part('LC 跳线', { unit: '根' }),
  part('SFP-10G-SR'),
  part('LC 跳线'),
  part('SFP-10G-SR', { sku: '0231A0A6' }),
  part('LC 跳线'),
];
const names = (typed: string, most?: number) => proposals(typed, assets, ['ap1'], before, most).map(({ name }) => name);

test('what the job is about, then what is used most, then what else stands here', () => {
  expect(names('')).toEqual(['AirEngine 5760-51', 'LC 跳线', 'SFP-10G-SR', 'S6730']);
  expect(names('', 2)).toEqual(['AirEngine 5760-51', 'LC 跳线']);
});

test('what was typed narrows it, whatever its case; what stands there already is not offered', () => {
  expect(names('sfp')).toEqual(['SFP-10G-SR']);
  expect(names('s6730')).toEqual([]);
  expect(names('光猫')).toEqual([]);
});

test('number and unit come along from whenever they were known', () => {
  expect(proposals('', assets, [], before).slice(0, 2)).toEqual([
    { name: 'LC 跳线', sku: '', unit: '根' },
    { name: 'SFP-10G-SR', sku: '0231A0A6', unit: '' },
  ]);
});
