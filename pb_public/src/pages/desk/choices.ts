// The closed sets of the desk, in the order they are shown: what is filed most often comes first.
import type { JobKind, Priority } from '../../domain/records.ts';

export const jobKinds: readonly JobKind[] = [
  'fault',
  'inspection',
  'installation',
  'change',
  'upgrade',
  'guarantee',
  'monitoring',
  'training',
  'report',
  'environment',
  'advice',
];
export const priorities: readonly Priority[] = ['urgent', 'high', 'normal', 'low'];
