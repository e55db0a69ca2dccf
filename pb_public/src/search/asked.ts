// What a job asks the search with, to be told of similar faults: what was said of it, without names and telephone numbers. Those would find
// whoever has the same name, and they have no place where questions are remembered.
import { without } from '../domain/articleText.ts';
import type { Asset, Id, Job, Lang } from '../domain/records.ts';

export interface Asked {
  /** Never similar to itself; "" while it is being filed. */
  job: Id;
  title: string;
  description: string;
  site: Id;
  customer: Id;
  /** Equipment it is about, and what models that is. */
  assets: Id[];
  models: string[];
  prefer: Lang;
  /** What happened at the same place is told even if it was something else: for who decides whom to send. */
  history: boolean;
}

const TITLE = 120;
const DESCRIPTION = 480;
const MODELS = 12;
/** Telephone, meter and order numbers; addresses of people. */
const NUMBERS = /\+?\d[\d -]{5,}\d|\S+@\S+/g;

type Told = Pick<Job, 'id' | 'title' | 'description' | 'site' | 'customer' | 'assets'>;

/** names: of the customer, its sites and its people. assets: of the site. */
export function askedOf(job: Told, names: readonly string[], assets: readonly Asset[], prefer: Lang, history = false): Asked {
  const hidden = names.map((name) => ({ name: name.trim(), instead: ' ', tail: 4 })).filter(({ name }) => name.length > 1);
  const clean = (text: string, most: number) => [...without(text, hidden).replace(NUMBERS, ' ')].slice(0, most).join('').trim();
  const models = assets.filter(({ id }) => job.assets.includes(id)).map(({ model }) => model);
  return {
    ...{ job: job.id, title: clean(job.title, TITLE), description: clean(job.description, DESCRIPTION) },
    ...{ site: job.site, customer: job.customer, assets: [...job.assets], models: [...new Set(models.filter(Boolean))].slice(0, MODELS) },
    ...{ prefer, history },
  };
}

/** As one text. The title counts twice: it says what is wrong, the description also what else there is. */
export const wordsOf = ({ title, description }: Pick<Asked, 'title' | 'description'>): string =>
  [title, title, description].filter(Boolean).join('\n');
