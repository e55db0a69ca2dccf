import type { Report } from '../report/model';

/**
 * What GET /api/track/{token} tells. Nothing else about the customer or the team ever reaches this page, so these shapes are all it knows.
 * Times are RFC 3339 UTC, "" = none.
 */
export interface TrackAnswer {
  what: 'journey' | 'report' | 'rating';
  lang: string;
  job: { number: string; title: string; kind: string; status: string; waiting: string; siteName: string };
  engineers: string[];
  eta: string;
  nextUpdateBy: string;
  stamps: Record<string, string>;
  events: TrackEvent[];
  /** In the language and at the hour that were asked for. */
  report: Report | null;
  /** A signature is missing, and this link may give it. */
  maySign: boolean;
  rated: boolean;
  now: string;
}

export interface TrackEvent {
  id: string;
  kind: string;
  text: string;
  eta: string;
  place: string;
  at: string;
}

export interface TrackRating {
  solved: 'yes' | 'partly' | 'no' | '';
  attitude: number;
  clarity: number;
  expectedWait: number;
  feltWait: number;
  comment: string;
}

/** The token of /t/<token>, or "" when the address holds none. */
export function tokenOf(path: string): string {
  return /^\/t\/([\w-]{8,128})\/?$/.exec(path)?.[1] ?? '';
}
