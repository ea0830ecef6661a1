import type { Profile } from '../../xdm/profile.ts';
import { button, element, section } from './element.ts';
import { type ProfileValue, profileValues, refusalOf, withOverride } from './profile-values.ts';
import type { OverlayActions, OverlayState } from './state.ts';

/** The profile's values, each of which can be tried otherwise, and a line for one that is not there yet. */
export function renderProfile(profile: Profile, state: OverlayState, actions: OverlayActions): HTMLElement {
  const { profileOverrides, needsReload } = state;
  const overridden = new Set(profileValues(profileOverrides).map(({ path }) => path));
  const message = element('p', { class: 'error', role: 'alert', hidden: true });
  const tryValue = (path: string, text: string, form?: HTMLFormElement): void => {
    try {
      const overrides = withOverride(profileOverrides, path, text);
      form?.reset();
      actions.override(overrides);
    } catch (error) {
      message.textContent = refusalOf(error);
      message.hidden = false;
    }
  };
  const values = profileValues(profile);
  return section(
    'Profile',
    values.map((value) => renderValue(value, overridden.has(value.path), tryValue)),
    renderNewValue(tryValue),
    message,
    element('p', { class: 'note' }, 'What you try here is for this tab alone and is not stored in the profile.'),
    element(
      'p',
      { class: 'choices' },
      needsReload ? button('Show it on the page', { key: 'reload', onClick: actions.reload }) : undefined,
      overridden.size > 0
        ? button('Back to the real profile', { key: 'real', onClick: () => actions.override({}) })
        : undefined,
    ),
  );
}

function renderValue(
  { path, value }: ProfileValue,
  isOverridden: boolean,
  tryValue: (path: string, text: string) => void,
): HTMLElement {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const input = element('input', { 'data-key': `value ${path}`, value: text, 'aria-label': path });
  input.addEventListener('change', () => tryValue(path, input.value));
  return element(
    'label',
    { class: isOverridden ? 'value tried' : 'value' },
    element('span', {}, path, isOverridden ? ' (tried)' : ''),
    input,
  );
}

function renderNewValue(tryValue: (path: string, text: string, form: HTMLFormElement) => void): HTMLFormElement {
  const path = element('input', {
    'data-key': 'new path',
    placeholder: 'loyalty.tier',
    'aria-label': 'Path',
    required: true,
  });
  const value = element('input', {
    'data-key': 'new value',
    placeholder: 'gold',
    'aria-label': 'Value',
    required: true,
  });
  const form = element('form', { class: 'new-value' }, path, value, element('button', { 'data-key': 'try' }, 'Try'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    tryValue(path.value, value.value, form);
  });
  return form;
}
