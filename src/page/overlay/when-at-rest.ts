/**
 * Has `render`, which replaces every element of `body`, wait while one of them is being typed into or pressed.
 * @returns asks for it.
 */
export function whenAtRest(body: HTMLElement, signal: AbortSignal, render: () => void): () => void {
  /** The last input into a field, until that is left or sent. */
  let typing: Event | undefined;
  let pressing = false;
  let isDue = false;
  const ask = (): void => {
    isDue = typing !== undefined || pressing;
    if (!isDue) render();
  };
  const askIfDue = (): void => {
    if (isDue) ask();
  };
  body.addEventListener('input', (event) => {
    typing = event;
  });
  for (const end of ['change', 'submit', 'focusout']) {
    body.addEventListener(
      end,
      () => {
        const ended = typing;
        // What gets the focus instead must be there still when it does, and may be typed into by then.
        setTimeout(() => {
          if (typing === ended) typing = undefined;
          askIfDue();
        });
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
