// The text a customer signs, the same bytes in Go (hooks/job) and here, on hooks/job/testdata/canonical.json.
import type { Job } from './records.ts';

export function canonical(facts: { job: Job }): string {
  return JSON.stringify(facts.job);
}
