// One photo over tus 1.0.0, in pieces, resumed where it broke (U2). Loaded only when there is a photo to send.
import { DetailedError, Upload as TusUpload, type HttpResponse } from 'tus-js-client';
import type { UploadRow } from '../db/db.ts';
import { Fault } from '../domain/fault.ts';
import { retryAfter } from './http.ts';
import type { ErrorBody } from '../protocol/wire.ts';
import { Later, Refused } from './photoQueue.ts';

const PIECE = 512 * 1024;
/** No byte gone and no answer come for so long (ms): the line is dead. What is called gone may still wait in the tablet's own buffers, a whole
 *  piece of it on a bad line; what did arrive stays. */
const IDLE = 2 * 60_000;
/** The server has no time, whatever the photo. */
const BUSY = new Set([408, 425, 429]);
/** Something about this photo that mends itself: the record may still be on its way, the upload may have expired. */
const LATER = new Set([409, 423, 460]);
const LATER_CODES = new Set(['photo_unknown', 'upload_unknown', 'wrong_offset', 'wrong_checksum']);

/** What says that an upload is gone; every other answer to a question about it says nothing about its bytes. */
const GONE = new Set([404, 410]);

/** The server did not say how far the upload is. */
class NotAsked extends Error {
  constructor(
    readonly status: number,
    readonly wait: number,
  ) {
    super(`HEAD ${status}`);
  }
}

export interface TusOptions {
  endpoint: string;
  device: string;
  token: () => string;
  /** Ends it, as a dead line does: another time it goes on. */
  signal?: AbortSignal;
  idleMs?: number;
}

export function uploadByTus(photo: UploadRow, bytes: ArrayBuffer, onUrl: (url: string) => void, o: TusOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = () => {
      clearTimeout(timer);
      o.signal?.removeEventListener('abort', stop);
    };
    const stop = () => {
      over();
      void upload.abort().catch(() => {}); // silent from here on
      reject(new Fault('offline', 'silent for too long, or stopped'));
    };
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(stop, o.idleMs ?? IDLE);
    };
    const upload = new TusUpload(new Blob([bytes], { type: photo.mime }), {
      endpoint: o.endpoint,
      uploadUrl: photo.uploadUrl || null,
      chunkSize: PIECE,
      retryDelays: null, // the queue waits and tries again
      storeFingerprintForResuming: false, // the queue keeps the address
      metadata: { photo: photo.id, sha256: photo.sha256 },
      onBeforeRequest: (request) => {
        request.setHeader('Authorization', o.token()); // at the time of sending
        request.setHeader('X-Device', o.device);
        alive();
      },
      // tus-js-client would begin again at the first byte after any error here: a server that starts, a store that is away (U2).
      onAfterResponse: (request, response) => {
        alive();
        const status = response.getStatus();
        if (request.getMethod() === 'HEAD' && status >= 300 && !GONE.has(status)) throw new NotAsked(status, waitIn(response));
      },
      onUploadUrlAvailable: () => upload.url && onUrl(upload.url),
      onProgress: alive,
      onSuccess: () => {
        over();
        resolve();
      },
      onError: (e) => {
        over();
        const why = meaning(e);
        if (why instanceof Refused && why.code === 'photo_known') resolve();
        else reject(why);
      },
    });
    if (o.signal?.aborted) return stop();
    o.signal?.addEventListener('abort', stop);
    alive();
    upload.start();
  });
}

function meaning(e: Error): Error {
  const response = e instanceof DetailedError ? e.originalResponse : null;
  const notAsked = e instanceof DetailedError && e.causingError instanceof NotAsked ? e.causingError : null;
  const status = response?.getStatus() ?? notAsked?.status ?? 0;
  if (status === 0) return new Fault('offline', e.message);
  if (status === 401) return new Fault('unauthorized');
  const wait = notAsked?.wait ?? (response ? waitIn(response) : 0);
  if (BUSY.has(status)) return new Fault('slow_down', e.message, wait);
  if (status >= 500) return new Fault('unavailable', e.message, wait);
  if (notAsked) return new Later(e.message);
  const code = codeIn(response?.getBody() ?? '');
  if (code === 'photo_known') return new Refused(code);
  // Everything else will not get better by trying again.
  return LATER.has(status) || LATER_CODES.has(code) ? new Later(e.message) : new Refused(code || 'refused');
}

/** Milliseconds the server asked to wait. */
function waitIn(response: HttpResponse): number {
  const asked = response.getHeader('Retry-After');
  const date = asked ? response.getHeader('Date') : undefined;
  return asked ? retryAfter(new Headers({ 'Retry-After': asked, ...(date ? { Date: date } : {}) })) : 0;
}

function codeIn(body: string): string {
  try {
    return (JSON.parse(body) as Partial<ErrorBody>).data?.code ?? '';
  } catch {
    return '';
  }
}
