import { expect, test } from 'vitest';
import type { PointGroup } from 'signature_pad';
import { slim } from './strokes.ts';

const line = (points: number, from = 0): PointGroup => ({
  dotSize: 0,
  minWidth: 1,
  maxWidth: 3.2,
  penColor: '#0b1f3a',
  velocityFilterWeight: 0.7,
  compositeOperation: 'source-over',
  points: Array.from({ length: points }, (_, i) => ({
    x: from + i / 3,
    y: from + i / 7,
    pressure: 1 / 3,
    time: 1_795_300_000_000 + i * 16,
  })),
});

test('U6 a name keeps every point, to a tenth of a pixel', () => {
  const [small] = slim([line(300, 12.34567)]);
  expect(small!.points).toHaveLength(300);
  expect(small!.points[0]).toEqual({ x: 12.3, y: 12.3, pressure: 0.33, time: 1_795_300_000_000 });
  expect(small!.penColor).toBe('#0b1f3a');
});

test('U6 a long sentence fits what the server takes, each line from its beginning to its end', () => {
  const sentence = Array.from({ length: 80 }, (_, i) => line(120, i));
  expect(JSON.stringify(sentence).length).toBeGreaterThan(262_144);
  const small = slim(sentence);
  expect(JSON.stringify(small).length).toBeLessThan(200 << 10);
  expect(small).toHaveLength(80);
  for (const [i, group] of small.entries()) {
    expect(group.points.length).toBeGreaterThan(20);
    expect(group.points[0]!.time).toBe(sentence[i]!.points[0]!.time);
    expect(group.points.at(-1)!.time).toBe(sentence[i]!.points.at(-1)!.time);
  }
});

test('nothing written is nothing', () => {
  expect(slim([])).toEqual([]);
});
