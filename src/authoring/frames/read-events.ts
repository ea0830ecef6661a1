import { EdgewiseError } from '../../errors.ts';
import type { Frame } from '../../pipeline/frame.ts';
import { eventFault, isExperienceEvent } from '../../visitor/normalise-event.ts';
import type { ExperienceEvent } from '../../xdm/event.ts';
import { isSafeName } from '../../xdm/path.ts';
import { isRecord } from '../../xdm/record.ts';
import { givenInWords } from '../expect-given.ts';
import { noText } from './no-text.ts';
import { frameFromRows, type JsonFrameOptions } from './read-json.ts';

/**
 * Reads XDM events from NDJSON: one JSON object a line; empty lines are skipped.
 * @returns them in the order of the lines, as a graph's `run` takes them (oldest first).
 * @throws EdgewiseError `input-invalid` naming the line: no JSON, or an event that the page would not take, such as one whose `timestamp`
 * has no offset.
 */
export function readEvents(text: string): ExperienceEvent[] {
  if (typeof text !== 'string') throw noText('readEvents', 'NDJSON', text);
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const refuse = (reason: string, cause?: unknown): never => {
      throw new EdgewiseError('input-invalid', `Events, line ${index + 1}: ${reason}.`, { cause });
    };
    let read: unknown;
    try {
      read = JSON.parse(line);
    } catch (cause) {
      return refuse('it is not JSON; write one event a line', cause);
    }
    if (!isRecord(read)) return refuse('an event is an object with an eventType and a timestamp');
    const event = { ...read, _id: read._id ?? `line-${index + 1}` };
    return isExperienceEvent(event) ? [event] : refuse(eventFault(event) ?? 'it is no event');
  });
}

/**
 * A frame with a row for each event, as Pandas' `json_normalize`: a column for each value, named by its path
 * (`commerce.order.priceTotal`), null where an event has none. Arrays are left out; aggregate them with `xdm-to-frame`.
 * @throws EdgewiseError `input-invalid` naming row and column: what is no event, values of several types at one path.
 */
export function frameFromEvents(events: readonly ExperienceEvent[], options: JsonFrameOptions = {}): Frame {
  if (!Array.isArray(events)) {
    const message = `frameFromEvents takes a list of events, and was given ${givenInWords(events)}; read them by readEvents.`;
    throw new EdgewiseError('input-invalid', message);
  }
  return frameFromRows(
    events.map((event) => (isRecord(event) ? Object.fromEntries(flatten(event, '')) : event)),
    options,
  );
}

function* flatten(value: object, prefix: string): Generator<[path: string, value: unknown]> {
  for (const [name, field] of Object.entries(value)) {
    if (!isSafeName(name) || Array.isArray(field)) continue;
    if (isRecord(field)) yield* flatten(field, `${prefix}${name}.`);
    else yield [prefix + name, field];
  }
}
