// Sending a rescue file. XMLHttpRequest, because fetch does not tell how much has gone out, and because it reads the file from the disk piece by piece.
import type { ErrorBody } from '../../protocol/wire.ts';
import type { Rescued } from './rescueFile.ts';

/** Refused, with the server's code and sentence; code "offline" when it was not reached. */
export class RescueRefused extends Error {
  constructor(
    readonly code: string,
    message = code,
  ) {
    super(message);
  }
}

export interface Sending {
  /** called with 0 to 1 */
  progress: (part: number) => void;
  signal: AbortSignal;
  token: string;
  lang: string;
}

export function sendRescue(file: Blob, { progress, signal, token, lang }: Sending): Promise<Rescued> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/desk/rescue');
    request.setRequestHeader('Authorization', token);
    request.setRequestHeader('Accept-Language', lang);
    request.setRequestHeader('Content-Type', 'application/json');
    request.upload.addEventListener('progress', (e) => progress(e.total ? e.loaded / e.total : 0));
    request.upload.addEventListener('load', () => progress(1));
    request.addEventListener('load', () => {
      try {
        const answer: unknown = JSON.parse(request.responseText);
        if (request.status === 200) done(answer as Rescued);
        else failed(refusal(answer as Partial<ErrorBody>));
      } catch {
        failed(new RescueRefused(request.status === 413 ? 'too_large' : 'unavailable'));
      }
    });
    for (const cut of ['error', 'timeout', 'abort'] as const) request.addEventListener(cut, () => failed(new RescueRefused('offline')));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function refusal(body: Partial<ErrorBody>): RescueRefused {
  return new RescueRefused(body.data?.code ?? 'unavailable', body.message ?? '');
}
