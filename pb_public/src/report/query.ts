/** The question that a report's address ends in: whose language, whose clock. */
export function reportQuery(lang: string): string {
  return `lang=${lang}&utcOffset=${-new Date().getTimezoneOffset()}`;
}
