import type { Page } from '@playwright/test';
import { expect } from './expect.ts';
import { failureOf, seenOn } from './shop-page.ts';
import { defaultContent } from './tiny-service.ts';

/** The shop shows its default content, and was told of one error: this one, and no other later. */
export async function expectOneError(page: Page, code: string, message: RegExp = /./): Promise<void> {
  await expect.poll(async () => (await seenOn(page)).errors.length, 'errors told').toBeGreaterThan(0);
  // A question more: by the time it is answered, whatever the worker still had to tell has come too.
  await failureOf(page, `edgewise.decide({ scopes: ['hero'] })`);
  expect((await seenOn(page)).errors).toEqual([{ code, message: expect.stringMatching(message) }]);
  await expect(page.getByText(defaultContent)).toBeVisible();
}
