// Ready words for each stretch of the road, as keys of the dictionary: what people on the way really say.
import type { Job } from '../../domain/records.ts';

export function phrasesFor(job: Job) {
  switch (job.status) {
    case 'accepted':
    case 'assigned':
    case 'new':
    case '':
      return ['phrase.packing', 'phrase.leaving', 'phrase.calling'] as const;
    case 'enRoute':
      return ['phrase.metro', 'phrase.walking', 'phrase.jam', 'phrase.gate'] as const;
    case 'onSite':
      return ['phrase.looking', 'phrase.restoreFirst', 'phrase.swapping', 'phrase.tenMinutes'] as const;
    case 'restored':
      return ['phrase.backWatching', 'phrase.findingCause', 'phrase.causeSoon'] as const;
    case 'fixed':
    case 'signed':
    case 'closed':
    case 'cancelled':
      return ['phrase.testing', 'phrase.tidying', 'phrase.thanks'] as const;
  }
}
