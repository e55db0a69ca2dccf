// Where a photo was taken, in words: the site and its room, as the sheet has them. Nobody reads coordinates.
import type { Bundle } from './bundle.ts';

export function placeOf(where: Where): string {
  return [placeToShow(where), where.site?.room].filter(Boolean).join(' · ');
}

/** The place as it is written into pictures that customers see: the room stays out, people note there who has the key. */
export function placeToShow({ customer, site }: Where): string {
  const name = site?.name ?? '';
  const whose = customer && !name.includes(customer.name) ? customer.name : '';
  return [whose, name].filter(Boolean).join(' · ');
}

type Where = Pick<Bundle, 'customer' | 'site'>;
