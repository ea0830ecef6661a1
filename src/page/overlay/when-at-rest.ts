/**
 * Has `render`, which replaces every element of `body`, wait while one of them is being typed into or pressed.
 * @returns asks for it.
 */
export function whenAtRest(body: HTMLElement, signal: AbortSignal, render: () => void): () => void {
  let typing = false;
  let pressing = false;
  let isDue = false;
  const ask = (): void => {
    isDue = typing || pressing;
    if (!isDue) render();
  };
  const askIfDue = (): void => {
    if (isDue) ask();
  };
  body.addEventListener('input', () => (typing = true));
  for (const end of ['change', 'submit', 'focusout']) {
    body.addEventListener(
      end,
      () => {
        typing = false;
        if (end === 'focusout') askIfDue();
      },
      true,
    );
  }
  body.addEventListener('pointerdown', () => (pressing = true));
  for (const end of ['pointerup', 'pointercancel']) {
    addEventListener(
      end,
      () => {
        pressing = false;
        // The click comes first.
        setTimeout(askIfDue);
      },
      { signal },
    );
  }
  return ask;
}
