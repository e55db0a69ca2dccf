// One request: time limits, and every failure as a Fault.
import { Fault, type FaultCode } from '../domain/fault.ts';
import type { ErrorBody } from '../protocol/wire.ts';

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

const KNOWN: Record<string, FaultCode> = {
  unauthorized: 'unauthorized',
  device_revoked: 'device_revoked',
  update_required: 'update_required',
  too_large: 'too_large',
  invalid: 'invalid',
  rewound: 'rewound',
  slow_down: 'slow_down',
  unavailable: 'unavailable',
};

const BY_STATUS: Record<number, FaultCode> = {
  400: 'invalid',
  401: 'unauthorized',
  408: 'unavailable',
  413: 'too_large',
  425: 'slow_down',
  426: 'update_required',
  429: 'slow_down',
};

/** fetch, with a dead line reported as `offline`, and a limit on the wait for the first byte of the answer and for each that follows: what
 *  comes slowly is let come, what falls silent is given up. */
export async function reach(url: string, init: RequestInit = {}, doFetch: Fetch = fetch, waitMs = 30_000): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), waitMs);
  let answer: Response;
  try {
    answer = await doFetch(url, { ...init, signal: limit.signal, cache: 'no-store' });
  } catch (e) {
    throw new Fault('offline', String(e));
  } finally {
    clearTimeout(timer);
  }
  // Chromium gives a 204 a body, which no Response may be made with
  if (!answer.body || [204, 205, 304].includes(answer.status)) return answer;
  const { status, statusText, headers } = answer;
  return new Response(neverSilent(answer.body, limit, waitMs), { status, statusText, headers });
}

/** The clock runs only while somebody waits for a piece. */
function neverSilent(body: ReadableStream<Uint8Array>, line: AbortController, waitMs: number): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(out) {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const late = new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error('silent for too long')), waitMs);
        });
        try {
          const { done, value } = await Promise.race([reader.read(), late]);
          if (done) out.close();
          else out.enqueue(value);
        } catch (e) {
          line.abort();
          out.error(new Fault('offline', String(e)));
        } finally {
          clearTimeout(timer);
        }
      },
      cancel: (why) => reader.cancel(why),
    },
    { highWaterMark: 0 },
  );
}

/** The JSON of a 2xx answer. A cut one counts as a dead line, one that is not JSON as not ours. */
export async function jsonOf<T>(answer: Response): Promise<T> {
  let text: string;
  try {
    text = await answer.text();
  } catch (e) {
    throw new Fault('offline', String(e));
  }
  try {
    return JSON.parse(text) as T;
  } catch (e) {
    throw new Fault(text.startsWith('{') ? 'offline' : 'unavailable', String(e));
  }
}

/** What a non-2xx answer means. An answer that is not ours (a hotel's sign-in page, a proxy) counts as unavailable. */
export async function faultOf(answer: Response): Promise<Fault> {
  let body: Partial<ErrorBody> | null = null;
  try {
    body = (await answer.json()) as Partial<ErrorBody>;
  } catch {
    // not JSON: judged by its status alone
  }
  const code = KNOWN[body?.data?.code ?? ''] ?? BY_STATUS[answer.status] ?? 'unavailable';
  return new Fault(code, body?.message ?? `HTTP ${answer.status}`, retryAfter(answer.headers), body?.data?.last ?? 0);
}

/** Milliseconds; 0: nothing was asked. A date is read against the server's own, because the tablet's clock may be years off. */
export function retryAfter(headers: Headers): number {
  const text = headers.get('Retry-After') ?? '';
  const seconds = Number(text);
  if (!Number.isNaN(seconds)) return Math.max(0, seconds * 1000);
  const now = Date.parse(headers.get('Date') ?? '') || Date.now();
  return Math.max(0, Date.parse(text) - now) || 0;
}
