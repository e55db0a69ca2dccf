// What is drawn on a copy of a photo: arrows, circles, and the line that says which job, where and when. Everything is relative to the
// picture, so that what a finger drew on a small screen lies in the same place on the large copy.

/** A point as a share of width and height, 0 to 1. */
export type Point = readonly [number, number];

export interface Mark {
  kind: 'arrow' | 'circle';
  from: Point;
  to: Point;
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const RED = '#e0202e';
const WHITE = '#ffffff';
const SHADE = 'rgb(8 14 20 / 72%)';
const FONT = "'PingFang SC', 'HarmonyOS Sans SC', 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', sans-serif";

export function drawMarks(ctx: Context, width: number, height: number, marks: readonly Mark[]): void {
  const line = Math.max(3, Math.min(width, height) / 110);
  ctx.save();
  ctx.lineCap = ctx.lineJoin = 'round';
  for (const mark of marks) {
    // red on a white edge is seen on every ground
    for (const [colour, thick] of [
      [WHITE, line * 2],
      [RED, line],
    ] as const) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = thick;
      ctx.beginPath();
      if (mark.kind === 'circle') ellipse(ctx, width, height, mark);
      else arrow(ctx, width, height, mark, line * 5);
      ctx.stroke();
    }
  }
  ctx.restore();
}

function ellipse(ctx: Context, width: number, height: number, { from, to }: Mark): void {
  const rx = (Math.abs(to[0] - from[0]) * width) / 2;
  const ry = (Math.abs(to[1] - from[1]) * height) / 2;
  ctx.ellipse(((from[0] + to[0]) / 2) * width, ((from[1] + to[1]) / 2) * height, rx, ry, 0, 0, 2 * Math.PI);
}

function arrow(ctx: Context, width: number, height: number, { from, to }: Mark, head: number): void {
  const [x0, y0, x1, y1] = [from[0] * width, from[1] * height, to[0] * width, to[1] * height];
  const angle = Math.atan2(y1 - y0, x1 - x0);
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  for (const side of [-1, 1]) {
    ctx.moveTo(x1, y1);
    ctx.lineTo(x1 - head * Math.cos(angle + side * 0.5), y1 - head * Math.sin(angle + side * 0.5));
  }
}

/** A dark band along the lower edge; a line that is too long becomes smaller, not shorter. */
export function drawWatermark(ctx: Context, width: number, height: number, lines: readonly string[]): void {
  const text = lines.filter(Boolean);
  if (text.length === 0) return;
  const pad = Math.round(width / 60);
  let size = Math.round(Math.max(14, Math.min(width / 32, height / 16)));
  ctx.save();
  const font = (px: number) => `600 ${px}px ${FONT}`;
  ctx.font = font(size);
  const widest = Math.max(...text.map((line) => ctx.measureText(line).width));
  if (widest > width - 2 * pad) size = Math.max(9, Math.floor((size * (width - 2 * pad)) / widest));
  const step = Math.round(size * 1.4);
  const band = step * text.length + pad;
  ctx.fillStyle = SHADE;
  ctx.fillRect(0, height - band, width, band);
  ctx.fillStyle = WHITE;
  ctx.font = font(size);
  ctx.textBaseline = 'middle';
  text.forEach((line, i) => ctx.fillText(line, pad, height - band + pad / 2 + step * (i + 0.5)));
  ctx.restore();
}

/** A mark too small to be meant: a tap, a trembling finger. */
export const tooSmall = ({ from, to }: Mark): boolean => Math.hypot(to[0] - from[0], to[1] - from[1]) < 0.02;

/** The size of a picture whose longer side is at most `side`; never larger than it is. */
export function fit(width: number, height: number, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
