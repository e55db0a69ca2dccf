/** The meanings of look.md: `plain` and `accent` say nothing, the other four always come with their shape. */
export type Tone = 'plain' | 'accent' | 'go' | 'attention' | 'stop' | 'wait';
