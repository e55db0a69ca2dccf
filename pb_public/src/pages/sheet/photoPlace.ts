// Where a photo was taken, in words: the site and its room, as the sheet has them. Nobody reads coordinates.
import type { Bundle } from './bundle.ts';

export function placeOf({ customer, site }: Pick<Bundle, 'customer' | 'site'>): string {
  const name = site?.name ?? '';
  const whose = customer && !name.includes(customer.name) ? customer.name : '';
  return [whose, name, site?.room].filter(Boolean).join(' · ');
}
