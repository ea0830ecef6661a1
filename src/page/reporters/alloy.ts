import { EdgewiseError } from '../../errors.ts';
import type { Reporter } from './reporter.ts';

/**
 * Sends displays and interactions through Adobe's Web SDK, as events that it would have sent for a proposition of its own. A conversion
 * is an event that the site sends itself.
 * @param options.name the SDK's instance in `window`. @default 'alloy'
 * @see https://experienceleague.adobe.com/en/docs/experience-platform/collection/use-cases/personalization/display-events
 */
export function alloyReporter({ name = 'alloy' }: { readonly name?: string } = {}): Reporter {
  return ({ type, event: { eventType, _id, timestamp, _experience } }) => {
    if (type === 'convert') return undefined;
    const instance = (globalThis as unknown as Record<string, unknown>)[name];
    if (typeof instance !== 'function') {
      throw new EdgewiseError(
        'input-invalid',
        `There is no window.${name}; put the base code of Adobe's Web SDK before Edgewise`,
      );
    }
    return instance('sendEvent', { xdm: { eventType, _id, timestamp, _experience } });
  };
}
