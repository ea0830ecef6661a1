/** What errors call a row, for instance `line 12`: where its author finds it. */
export type RowName = (row: number) => string;

/** The name of a row that comes from no file. */
export const numberedRow: RowName = (row) => `row ${row} (counted from 0)`;
