import { EdgewiseError } from '../../errors.ts';
import { eventFault } from '../../visitor/normalise-event.ts';
import { isRecord } from '../../xdm/record.ts';
import { givenInWords } from '../expect-given.ts';

/**
 * Refuses events that no page has, of which a graph would count none, or other than the page does. Their `_id`, which a page fills in, may be missing.
 * @throws EdgewiseError `input-invalid`.
 */
export function expectEvents(events: readonly unknown[]): void {
  for (const [index, event] of events.entries()) {
    const at = `event ${index} (counted from 0)`;
    if (isRecord(event) && !('eventType' in event)) {
      const remedy = 'give it one, or, where these are rows, make a frame of them by frameFromRows';
      throw new EdgewiseError('input-invalid', `The events of run: ${at} has no eventType; ${remedy}.`);
    }
    const fault = isRecord(event)
      ? eventFault({ ...event, _id: event._id ?? 'any' })
      : `is ${givenInWords(event)}; give { eventType, timestamp }`;
    if (fault) throw new EdgewiseError('input-invalid', `The events of run: ${at} ${fault}.`);
  }
}
