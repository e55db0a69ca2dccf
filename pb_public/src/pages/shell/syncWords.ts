// What the sync chip says: first what needs a person, then what is under way, then that all is safe and since when.
import { fmt, t } from '../../i18n';
import type { Tone } from '../../ui/tone.ts';

export interface SyncFacts {
  pending: number;
  pendingPhotos: number;
  refused: number;
  lastSuccess: string;
  reachable: boolean;
  /** The last change could not be stored: nothing is safe to say about it. */
  unstored: boolean;
}

export function syncWords(s: SyncFacts): { tone: Tone; text: string; spoken: string } {
  const since = s.lastSuccess ? t('sync.lastSuccess', { time: fmt.dateTime(s.lastSuccess) }) : t('sync.neverSynced');
  const unsent = s.pending + s.pendingPhotos;
  const say = (tone: Tone, text: string) => ({ tone, text, spoken: `${text} · ${since}` });
  if (s.unstored) return say('stop', t('unstored.chip'));
  if (s.refused > 0) return say('stop', t('sync.refused', { n: s.refused }));
  if (unsent > 0) return say('wait', t(s.reachable ? 'sync.pending' : 'chip.pendingOffline', { n: unsent }));
  if (!s.lastSuccess) return say('wait', t('sync.neverSynced'));
  if (!s.reachable) return say('wait', t('chip.offline', { time: fmt.dateTime(s.lastSuccess) }));
  return say('go', t('sync.allSent', { time: fmt.dateTime(s.lastSuccess) }));
}
