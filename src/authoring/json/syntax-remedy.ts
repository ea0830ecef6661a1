/** What to do about a place at which a text is no JSON, after a semicolon; `''` where that is not plain to see. */
export function syntaxRemedy(text: string, offset: number): string {
  const found = text.charAt(offset);
  const before = text.slice(0, offset);
  const last = before.trimEnd().at(-1) ?? '';
  if (/[/#]/.test(found)) return '; JSON has no comments, take it out';
  if (/['‘’“”„«»`]/.test(found)) return '; texts stand between straight double quotes';
  if (/[^\S \t\r\n]/.test(found)) return '; it is no plain space, write one';
  if (last === ',' && /[}\]]/.test(found)) return '; take out the comma before it';
  // As in "<p class="sale">": the text ended at its second quote.
  if (before.endsWith('"') && /[^\s:,"[\]{}=;]/.test(found)) return '; a quote within a text is written \\"';
  if (/["\w}\]]/.test(last) && /["{[\d]/.test(found)) return '; is a comma missing before it?';
  return '';
}

/** The first character within a text that JSON wants written otherwise, and how; of a document whose syntax is right but for that. */
export function findControlCharacter(text: string): { readonly offset: number; readonly message: string } | undefined {
  for (const { 0: quoted, index } of text.matchAll(/"(?:[^"\\]|\\.)*"/gs)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
    const within = quoted.search(/[\u0000-\u001f]/);
    if (within < 0) continue;
    const character = quoted.charAt(within);
    const written = JSON.stringify(character).slice(1, -1);
    const name = { '\n': 'a line break', '\r': 'a line break', '\t': 'a tab' }[character] ?? 'a control character';
    return {
      offset: index + within,
      message: `there is ${name} within a text; write ${character === '\r' ? '\\n' : written}`,
    };
  }
  return undefined;
}
