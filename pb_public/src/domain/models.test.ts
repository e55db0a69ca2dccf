import { expect, test } from 'vitest';
import { Models } from './models.ts';

const models = new Models(['RG-AP720-L', 'RG-AP730-L', 'RG-S5750C-28GT4XS', 'AC6508', 'USG6525E', 'S5735-L24T4S-A']);

test('a letter for a digit, another joint, a swap, a letter too few', () => {
  for (const [typed, meant] of [
    ['RG-AP72O-L', 'RG-AP720-L'],
    ['RG-AP72O', 'RG-AP720-L'],
    ['RG-PA720-L', 'RG-AP720-L'],
    ['AC65O8', 'AC6508'],
    ['UGS6525E', 'USG6525E'],
    ['RG-S575OC-28GT4XS', 'RG-S5750C-28GT4XS'],
  ] as const)
    expect(models.meant(typed), typed).toBe(meant);
});

test('what is right, another model, or no model at all is left alone', () => {
  for (const word of [
    'RG-AP720-L',
    'RGAP720L',
    'rg-ap720-l',
    'RG-AP740-L',
    'RG-AP720',
    'AC6509',
    'AC6608',
    'WPA2-PSK',
    '802.11ac',
    'GE0/0/1',
    'IPv4',
    'SHA256',
  ])
    expect(models.meant(word), word).toBe('');
});

test('in a text, with their places', () => {
  const text = '现场两台 RG-AP72O，AC 是AC6508；RG-AP72O 重启';
  expect(models.misspelt(text).map(({ from, word, instead }) => [text.slice(from, from + word.length), instead])).toEqual([
    ['RG-AP72O', 'RG-AP720-L'],
    ['RG-AP72O', 'RG-AP720-L'],
  ]);
});

test('a name cut short is finished where only one begins so', () => {
  expect([models.longer('RG-AP720'), models.longer('RG-AP7'), models.longer('AC6509')]).toEqual(['RG-AP720-L', '', '']);
});

test('known by any spelling', () => {
  expect([models.knows('rgap720l'), models.knows('RG AP720'), models.knows('AC6508')]).toEqual([true, false, true]);
});
