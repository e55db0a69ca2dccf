import { expect, test } from 'vitest';
import { drawMarks, drawWatermark, fit, tooSmall, type Mark } from './draw.ts';

/** A context that notes what is asked of it; a letter is half as wide as the font is high. */
function board() {
  const said: [string, ...unknown[]][] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) =>
      void said.push([name, ...args]);
  const ctx = {
    font: '',
    measureText: (text: string) => ({ width: (text.length * Number(/(\d+)px/.exec(ctx.font)![1])) / 2 }),
    ...Object.fromEntries(
      ['save', 'restore', 'beginPath', 'moveTo', 'lineTo', 'ellipse', 'stroke', 'fillRect', 'fillText'].map((n) => [n, note(n)]),
    ),
  };
  return { ctx: ctx as unknown as CanvasRenderingContext2D & { font: string }, said };
}

test('a mark lies at the same place on every size', () => {
  const mark: Mark = { kind: 'circle', from: [0.2, 0.4], to: [0.6, 0.8] };
  for (const [width, height] of [
    [100, 50],
    [2000, 1000],
  ] as const) {
    const { ctx, said } = board();
    drawMarks(ctx, width, height, [mark]);
    const [, x, y, rx, ry] = said.find(([name]) => name === 'ellipse')! as [string, number, number, number, number];
    const near = (got: number, want: number) => expect(got / want).toBeCloseTo(1);
    near(x, 0.4 * width);
    near(y, 0.6 * height);
    near(rx, 0.2 * width);
    near(ry, 0.2 * height);
  }
});

test('the arrow points where the finger ended', () => {
  const { ctx, said } = board();
  drawMarks(ctx, 1000, 1000, [{ kind: 'arrow', from: [0.1, 0.1], to: [0.9, 0.5] }]);
  const tips = said.filter(([name, x, y]) => name === 'moveTo' && x === 900 && y === 500);
  expect(tips.length).toBe(4); // two sides, drawn white and red
});

test('a long place is written smaller, never cut', () => {
  const long = '某某集团有限公司华东区域研发中心三号楼五层网络机房 · 双人双锁 · 需要提前登记';
  const { ctx, said } = board();
  drawWatermark(ctx, 400, 300, ['LT-2026-000043 · 2026-11-22 08:07', '', long]);
  const written = said.filter(([name]) => name === 'fillText').map(([, text]) => text);
  expect(written).toEqual(['LT-2026-000043 · 2026-11-22 08:07', long]);
  expect(ctx.measureText(long).width).toBeLessThanOrEqual(400);
});

test('nothing to say, no band', () => {
  const { ctx, said } = board();
  drawWatermark(ctx, 400, 300, ['', '']);
  expect(said).toEqual([]);
});

test('sizes: never larger, never nothing', () => {
  expect(fit(4000, 3000, 320)).toEqual({ width: 320, height: 240 });
  expect(fit(100, 80, 320)).toEqual({ width: 100, height: 80 });
  expect(fit(4000, 2, 320)).toEqual({ width: 320, height: 1 });
});

test('a tap is no mark', () => {
  expect(tooSmall({ kind: 'arrow', from: [0.5, 0.5], to: [0.505, 0.5] })).toBe(true);
  expect(tooSmall({ kind: 'arrow', from: [0.5, 0.5], to: [0.6, 0.5] })).toBe(false);
});
