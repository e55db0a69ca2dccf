// What signature_pad gives, made small enough to send: a customer who writes a whole sentence has signed too, and the server takes 200 kB.
import type { PointGroup } from 'signature_pad';

/** well below what the server takes (hooks/track_sign.go: maxStrokes) */
const ROOM = 160_000;

/** The same lines to a tenth of a pixel; of very many points every second one, until they fit. Beginnings and ends of lines stay. */
export function slim(groups: readonly PointGroup[]): PointGroup[] {
  let out = groups.map((group) => ({
    ...group,
    points: group.points.map((point) => ({ ...point, x: round(point.x, 10), y: round(point.y, 10), pressure: round(point.pressure, 100) })),
  }));
  while (JSON.stringify(out).length > ROOM && out.some((group) => group.points.length > 2)) {
    out = out.map((group) => ({ ...group, points: group.points.filter((_, i, all) => i % 2 === 0 || i === all.length - 1) }));
  }
  return out;
}

const round = (n: number, parts: number): number => Math.round(n * parts) / parts;
