// What can go wrong in a way a person is told about: a code with a message in each language (i18n, "fault.<code>").
export type FaultCode =
  | 'unauthorized' // sign in again; everything is kept
  | 'bad_credentials' // wrong e-mail or password
  | 'device_revoked' // stop and wipe
  | 'update_required' // pull only; pushing still works
  | 'too_large'
  | 'invalid'
  | 'rewound'
  | 'slow_down'
  | 'unavailable'
  | 'offline' // the server cannot be reached
  | 'storage_full'
  | 'storage_broken' // the local database cannot be opened
  | 'bytes_damaged' // stored bytes do not hash to what was taken
  | 'article_unfinished' // what a reader needs is not in it yet; all of its text is kept
  | 'sheet_changed' // the sheet reads otherwise than what was shown to be signed
  | 'missing'; // the record is not on this tablet

export class Fault extends Error {
  constructor(
    readonly code: FaultCode,
    message: string = code,
    /** Milliseconds the server asked to wait (Retry-After). */
    readonly retryAfter = 0,
    /** Rewound: the server's own last n. */
    readonly last = 0,
  ) {
    super(message);
    this.name = 'Fault';
  }
}
