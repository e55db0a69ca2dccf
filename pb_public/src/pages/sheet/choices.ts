// The closed sets of the sheet, in the order they are shown.
import type { Phase, PhotoKind, Side } from '../../domain/records.ts';

export const sides: readonly Side[] = ['ours', 'customer', 'carrier', 'vendor', 'nobody'];
export const understoods = ['yes', 'partly', 'no'] as const;
export const photoKinds: readonly Exclude<PhotoKind, 'signature'>[] = ['before', 'after', 'label', 'configuration', 'damage', 'other'];
export const phases: readonly Phase[] = [
  'requirements',
  'design',
  'implementation',
  'trial',
  'operation',
  'handover',
  'support',
  'upgrade',
];
