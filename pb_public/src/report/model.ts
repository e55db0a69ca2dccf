/**
 * A service report as the server tells it (hooks/report/model.go): one model for the customer's page, the app, paper and PDF. Every word
 * is written already, in the language that was asked for; what shows it adds none of its own.
 */
export interface Report {
  lang: 'zh-CN' | 'en';
  brief: boolean;
  title: string;
  subject: string;
  number: string;
  customer: string;
  head: Row[];
  figures: Row[];
  sections: Section[];
  zone: string;
  made: string;
}

export interface Section {
  key: string;
  title: string;
  time?: string;
  text?: string;
  note?: string;
  rows?: Row[];
  road?: { html: string; lines: string[] };
  pairs?: { left: Shot; right?: Shot }[];
  signatures?: Signing[];
  /** what the signatures are for */
  covers?: string;
  link?: string;
}

export interface Row {
  label: string;
  value: string;
  note?: string;
  /** outside its range, as the note says */
  off?: boolean;
}

export interface Shot {
  id: string;
  label: string;
  caption?: string;
  time?: string;
  /** in place of the picture: why it cannot be shown */
  note?: string;
}

export interface Signing {
  id: string;
  words: string;
  refused: boolean;
  reason?: string;
  changed?: string;
  ink?: Ink;
}

/** The lines of a signature in a box of their own. */
export interface Ink {
  width: number;
  height: number;
  lines: [number, number][][];
}

/** The strokes as one SVG path; a single touch becomes a dot. */
export function inkPath(ink: Ink): string {
  return ink.lines.map((line) => 'M' + line.map(([x, y]) => `${x} ${y}`).join('L') + (line.length === 1 ? 'h.1' : '')).join('');
}
