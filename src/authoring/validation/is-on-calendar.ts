/** Whether the day of an ISO 8601 text is one: some browsers take February 30 for March 2, and others for no date. */
export function isOnCalendar(text: string): boolean {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return true;
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}
