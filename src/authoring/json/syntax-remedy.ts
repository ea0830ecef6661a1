const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']', '"': '"' };

/** Of the members of an object, the name of one. */
const endsInName = /[{,]\s*"(?:[^"\\]|\\.)*"\s*$/s;

const startsValue = /^(?:["{[\d]|(?:true|false|null)\b)/;

/** What to do about a place at which a text is no JSON, after a semicolon; `''` where that is not plain to see. */
export function syntaxRemedy(text: string, offset: number): string {
  const found = text.charAt(offset);
  const before = text.slice(0, offset);
  const last = before.trimEnd().at(-1) ?? '';
  const open = openAtEndOf(before);
  const missing = closing[open];
  if (open === '"') return '; a backslash within a text is written \\\\';
  if (/[/#]/.test(found)) return '; JSON has no comments, take it out';
  if (/['‘’“”„«»`]/.test(found)) return '; texts stand between straight double quotes';
  if (/[^\S \t\r\n]/.test(found)) return '; it is no plain space, write one';
  if (last === ',' && /[}\]]/.test(found)) return '; take out the comma before it';
  if (/[}\]]/.test(found) && !missing) return '; take it out, for nothing is open';
  if (/[}\]]/.test(found) && found !== missing) return `; a ${missing} is missing before it`;
  // As in "<p class="sale">": the text ended at its second quote.
  if (before.endsWith('"') && /[^\s:,"[\]{}=;]/.test(found))
    return '; a quote within a text is written \\", or one is missing';
  // Where a name must stand.
  if (open === '{' && /\d,$/.test(before) && /\d/.test(found)) return '; a decimal is written with a point';
  const missed = open === '{' && endsInName.test(before) ? 'colon' : 'comma';
  if (/["\w}\]]/.test(last) && startsValue.test(text.slice(offset))) return `; is a ${missed} missing before it?`;
  return /[a-z]/i.test(found) ? wordRemedy(text.slice(offset)) : '';
}

/** What to do about a text that ends too early, after a semicolon. */
export function endRemedy(text: string): string {
  const missing = closing[openAtEndOf(text)];
  return missing ? `; a ${missing} is missing` : '; it is empty';
}

/** Whether what is unexpected at a place is that the text ends there: of a list that does not end, the parser blames the last token. */
export function isLastOfUnended(text: string, offset: number): boolean {
  const [token = ''] = /^(?:"(?:[^"\\]|\\.)*"|\w[\w.+-]*|.)/s.exec(text.slice(offset)) ?? [];
  const isLast = text.slice(offset + token.length).trim() === '';
  const isOther = /[}\]]/.test(token) && closing[openAtEndOf(text.slice(0, offset))] !== token;
  return isLast && !isOther && openAtEndOf(text) !== '';
}

/** What a text leaves open that ends here: the last bracket, or the quote of a text; `''` for neither. */
function openAtEndOf(before: string): string {
  const open: string[] = [];
  for (const [part, end] of before.matchAll(/"(?:[^"\\]|\\.)*("?)|[[\]{}]/gs)) {
    if (/^[\]}]/.test(part)) open.pop();
    else if (end !== '"') open.push(part.charAt(0));
  }
  return open.at(-1) ?? '';
}

function wordRemedy(rest: string): string {
  const [word] = /^(true|false|null)\b/i.exec(rest) ?? [];
  const constant = word?.toLowerCase();
  return constant !== word ? `; write ${constant}` : '; texts and names stand between straight double quotes';
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
