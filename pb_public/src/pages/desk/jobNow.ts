// Which of the dispatcher's acts make sense now. Pure.
import type { Job } from '../../domain/records.ts';

export type DeskAct = 'close' | 'cancel' | 'reopen';

export function actsFor(status: Job['status']): DeskAct[] {
  switch (status) {
    case 'closed':
    case 'cancelled':
      return ['reopen'];
    case '':
    case 'new':
    case 'assigned':
    case 'accepted':
    case 'enRoute':
      return ['cancel'];
    case 'onSite':
      return [];
    case 'restored':
    case 'fixed':
    case 'signed':
      return ['close', 'reopen'];
  }
}

export const actEvent = { close: 'closed', cancel: 'cancelled', reopen: 'reopened' } as const;
