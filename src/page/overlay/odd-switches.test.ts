import { expect, it } from 'vitest';
import { oddSwitchesInWords } from './odd-switches.ts';

it('tells of each word that is neither true nor false, and counts as true', () => {
  expect(oddSwitchesInWords({ preview: 'disabled', respectGlobalPrivacyControl: 'never', enabled: 'none' })).toEqual([
    'data-respect-global-privacy-control is never, which counts as true; write true or false',
    'data-preview is disabled, which counts as true; write true or false',
    'data-enabled is none, which counts as true; write true or false',
  ]);
});

it.each(['', ' ', 'true', 'TRUE', '1', 'yes', 'on', 'false', ' no ', '0', 'off', 'preview', 'data-preview'])(
  'leaves data-preview="%s" alone',
  (preview) => {
    expect(oddSwitchesInWords({ preview, host: 'disabled' })).toEqual([]);
  },
);
