// Brings the kept files of the index in step with the server's. They are named by their contents and never change, so only what is missing
// is fetched, and a file that is not what its name says is not kept.
import { Fault } from '../domain/fault.ts';
import { sha256 } from '../domain/sha256.ts';
import { faultOf, jsonOf, reach, type Fetch } from '../sync/http.ts';
import type { Store } from './read.ts';
import { ANALYSIS, FORMAT } from './segment.ts';

interface Manifest {
  format: number;
  analysis: number;
  /** Oldest first. */
  segments: { id: string; bytes: number; docs: number }[];
}

export type Headers = Record<string, string>;

/** For all of a file; the first byte has to come sooner (http.ts). */
const WHOLE_FILE = 120_000;

/** Whether the kept files are others now. */
export async function fetchLibrary(store: Store, headers: Headers, doFetch: Fetch): Promise<boolean> {
  const get = async (path: string): Promise<Response> => {
    const answer = await reach('/api/kb/index' + path, { headers }, doFetch);
    if (!answer.ok) throw await faultOf(answer);
    return answer;
  };
  const { format, analysis, segments } = await jsonOf<Manifest>(await get(''));
  if (format !== FORMAT || analysis !== ANALYSIS) return false; // an older app goes on by itself
  const kept = new Set(await store.fileNames());
  if (segments.length === kept.size && segments.every(({ id }) => kept.has(id))) return false;
  const wanted: { id: string; bytes?: ArrayBuffer }[] = [];
  for (const { id } of segments) {
    if (kept.has(id)) {
      wanted.push({ id });
      continue;
    }
    const bytes = await inTime((await get('/' + id)).arrayBuffer()).catch((e: unknown) => {
      throw new Fault('offline', String(e)); // cut in the middle
    });
    if (!(await sha256(bytes)).startsWith(id)) throw new Error('a file of the index came damaged');
    wanted.push({ id, bytes });
  }
  await store.keepFiles(wanted);
  return true;
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('silent for too long')), WHOLE_FILE);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
