// One photo over tus 1.0.0, in pieces, resumed where it broke (U2). Loaded only when there is a photo to send.
import { DetailedError, Upload as TusUpload } from 'tus-js-client';
import type { UploadRow } from '../db/db.ts';
import { Fault } from '../domain/fault.ts';
import type { ErrorBody } from '../protocol/wire.ts';
import { Refused } from './photoQueue.ts';

const PIECE = 512 * 1024;
const LATER = new Set([408, 409, 423, 425, 429, 460]);
/** The record may still be on its way, the upload may have expired: both mend themselves. */
const LATER_CODES = new Set(['photo_unknown', 'upload_unknown', 'wrong_offset', 'wrong_checksum']);

/** What says that an upload is gone; every other answer to a question about it says nothing about its bytes. */
const GONE = new Set([404, 410]);

/** The server did not say how far the upload is. */
class NotAsked extends Error {
  constructor(readonly status: number) {
    super(`HEAD ${status}`);
  }
}

export interface TusOptions {
  endpoint: string;
  device: string;
  token: () => string;
}

export function uploadByTus(photo: UploadRow, bytes: ArrayBuffer, onUrl: (url: string) => void, o: TusOptions): Promise<void> {
  return new Promise((resolve, reject) => {
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
      },
      // tus-js-client would begin again at the first byte after any error here: a server that starts, a store that is away (U2).
      onAfterResponse: (request, response) => {
        const status = response.getStatus();
        if (request.getMethod() === 'HEAD' && status >= 300 && !GONE.has(status)) throw new NotAsked(status);
      },
      onUploadUrlAvailable: () => upload.url && onUrl(upload.url),
      onSuccess: () => resolve(),
      onError: (e) => {
        const why = meaning(e);
        if (why instanceof Refused && why.code === 'photo_known') resolve();
        else reject(why);
      },
    });
    upload.start();
  });
}

function meaning(e: Error): Error {
  const response = e instanceof DetailedError ? e.originalResponse : null;
  const asked = e instanceof DetailedError && e.causingError instanceof NotAsked ? e.causingError.status : 0;
  const status = response?.getStatus() ?? asked;
  if (status === 0) return new Fault('offline', e.message);
  if (status === 401) return new Fault('unauthorized');
  if (asked) return new Fault('unavailable', e.message);
  const code = codeIn(response?.getBody() ?? '');
  if (code === 'photo_known') return new Refused(code);
  // Everything else below 500 will not get better by trying again.
  if (status >= 500 || LATER.has(status) || LATER_CODES.has(code)) return new Fault('unavailable', e.message);
  return new Refused(code || 'refused');
}

function codeIn(body: string): string {
  try {
    return (JSON.parse(body) as Partial<ErrorBody>).data?.code ?? '';
  } catch {
    return '';
  }
}
