import { EdgewiseError } from '../../errors.ts';
import type { Frame } from '../../pipeline/frame.ts';
import type { ExperienceEvent, ExperienceEventInput } from '../../xdm/event.ts';
import { isSafeName } from '../../xdm/path.ts';
import { isRecord } from '../../xdm/record.ts';
import { frameFromRows, type JsonFrameOptions } from './read-json.ts';

/**
 * Reads XDM events from NDJSON: one JSON object a line; empty lines are skipped.
 * @returns them in the order of the lines, as a graph's `run` takes them (oldest first).
 * @throws EdgewiseError `input-invalid` naming the line: no JSON, or no object with the texts `eventType` and `timestamp`.
 */
export function readEvents(text: string): ExperienceEvent[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const refuse = (reason: string, cause?: unknown): never => {
      throw new EdgewiseError('input-invalid', `Events, line ${index + 1}: ${reason}.`, { cause });
    };
    let event: unknown;
    try {
      event = JSON.parse(line);
    } catch (cause) {
      return refuse('it is not JSON; write one event a line', cause);
    }
    return isEvent(event)
      ? [{ ...event, _id: event._id ?? `line-${index + 1}` }]
      : refuse("an event is an object with the texts 'eventType' and 'timestamp'");
  });
}

/**
 * A frame with a row for each event, as Pandas' `json_normalize`: a column for each value, named by its path
 * (`commerce.order.priceTotal`), null where an event has none. Arrays are left out; aggregate them with `xdm-to-frame`.
 */
export function frameFromEvents(events: readonly ExperienceEvent[], options: JsonFrameOptions = {}): Frame {
  return frameFromRows(
    events.map((event) => Object.fromEntries(flatten(event, ''))),
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

function isEvent(value: unknown): value is ExperienceEventInput & { readonly timestamp: string } {
  return isRecord(value) && typeof value.eventType === 'string' && typeof value.timestamp === 'string';
}
