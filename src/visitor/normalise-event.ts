import { EdgewiseError } from '../errors.ts';
import type { ExperienceEvent } from '../xdm/event.ts';
import { isRecord } from '../xdm/record.ts';
import { aheadMs, movedTo } from './event-log.ts';

/** Size of one event as JSON, in bytes, that is still taken. */
const eventByteLimit = 32_768;

const isoDateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

interface NormaliseEventOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A new identifier, never given before. */
  readonly randomId: () => string;
}

/**
 * Takes an event as the page handed it over, fills in `_id` and `timestamp`, and returns a plain JSON copy. One that lies ahead, by a server's
 * clock where the device's is slow, however much, is of now.
 * @throws EdgewiseError `input-invalid`, naming the field, if it isn't an XDM ExperienceEvent of at most 32 KB of JSON.
 */
export function normaliseEvent(input: unknown, { now, randomId }: NormaliseEventOptions): ExperienceEvent {
  if (!isRecord(input)) throw new EdgewiseError('input-invalid', 'The event must be an object with an eventType');
  const { _id = randomId(), timestamp = new Date(now()).toISOString() } = input;
  const event = copyAsJson({ ...input, _id, timestamp });
  if (!isExperienceEvent(event)) {
    const field = findInvalidField(event) ?? 'eventType';
    throw invalid(field, `must be ${expectations[field]}`);
  }
  return Date.parse(event.timestamp) > now() + aheadMs ? movedTo(event, now()) : event;
}

/** Recognises an event as the log keeps it. */
export function isExperienceEvent(value: unknown): value is ExperienceEvent {
  return isRecord(value) && findInvalidField(value) === undefined;
}

const expectations = {
  eventType: 'a non-empty string, such as web.webpagedetails.pageViews',
  _id: 'a non-empty string',
  timestamp: 'an ISO 8601 date and time with offset, such as 2026-01-31T12:00:00Z',
  productListItems: 'a list of objects',
};

/** Says what keeps an event from being one as the log keeps it. */
export function eventFault(event: Record<string, unknown>): string | undefined {
  const field = findInvalidField(event);
  return field && `${field} must be ${expectations[field]}`;
}

function findInvalidField(event: Record<string, unknown>): keyof typeof expectations | undefined {
  const { _id, eventType, timestamp, productListItems } = event;
  if (typeof eventType !== 'string' || eventType === '') return 'eventType';
  if (typeof _id !== 'string' || _id === '') return '_id';
  if (typeof timestamp !== 'string' || !isoDateTime.test(timestamp) || Number.isNaN(Date.parse(timestamp)))
    return 'timestamp';
  const isList = Array.isArray(productListItems) && productListItems.every(isRecord);
  if (productListItems !== undefined && !isList) return 'productListItems';
  return undefined;
}

function copyAsJson(fields: Record<string, unknown>): Record<string, unknown> {
  const copy: [string, unknown][] = [];
  let bytes = 2;
  for (const [field, value] of Object.entries(fields)) {
    const json = toJson(field, value);
    if (json === undefined) continue;
    bytes += new TextEncoder().encode(json).length + field.length + 4;
    if (bytes > eventByteLimit) throw invalid(field, `makes the event larger than ${eventByteLimit} bytes; send less`);
    copy.push([field, JSON.parse(json)]);
  }
  return Object.fromEntries(copy);
}

/** As JSON.stringify: undefined for what JSON leaves out, such as a function. */
function toJson(field: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw invalid(field, 'cannot be written as JSON; pass plain values', cause);
  }
}

function invalid(field: string, problem: string, cause?: unknown): EdgewiseError {
  return new EdgewiseError('input-invalid', `Event field ${field} ${problem}`, { cause });
}
