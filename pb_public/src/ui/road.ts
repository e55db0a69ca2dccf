/** One milestone on the road of a job, ready to draw. */
export interface RoadStop {
  key: string;
  label: string;
  /** "09:42", or "" when not reached */
  time: string;
  /** done: behind us; now: the last one reached; next: the one to come; ahead: later */
  state: 'done' | 'now' | 'next' | 'ahead';
  /** the road that leads here */
  way: 'open' | 'repair' | 'closed' | 'ahead';
  /** the state in words, for who hears instead of sees */
  spoken: string;
}
