import { expect as playwrightExpect } from '@playwright/test';

const poll: typeof playwrightExpect.poll = (actual, options) =>
  playwrightExpect.poll(actual, {
    intervals: [50, 100],
    ...(typeof options === 'string' ? { message: options } : options),
  });

/**
 * Playwright's `expect`, but that a poll asks again each 100 ms. Playwright's own asks after 0, 100, 350 and 850 ms and then each second, so a test
 * hears of a display, which is told once it is a second old, most of a second late.
 */
export const expect = new Proxy(playwrightExpect, {
  get: (target, name) => (name === 'poll' ? poll : Reflect.get(target, name)),
});
