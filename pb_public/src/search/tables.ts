// The tables the one box reads; a change to another one is no news to it.
export const TABLES = ['customers', 'sites', 'contacts', 'assets', 'jobs', 'pastJobs', 'outbox'] as const;
export type TableName = (typeof TABLES)[number];
