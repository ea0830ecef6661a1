/*
 * Regular expressions in time proportional to the text: all ways through the pattern are followed at once (Thompson's construction), so none
 * is tried again and no pattern makes a text take exponentially long, as backtracking can.
 * https://swtch.com/~rsc/regexp/regexp1.html
 */

/** The longest pattern, and the most states that it may come to, its repetitions written out. */
const maxPatternLength = 256;
const maxStates = 256;

type CharacterTest = (character: string) => boolean;

/** Whether an assertion holds between two characters; an absent one is the text's end. */
type Assertion = (before: string | undefined, after: string | undefined) => boolean;

interface State {
  readonly index: number;
  /** Takes one character; without it the state is passed through. */
  readonly takes?: CharacterTest;
  readonly asserts?: Assertion;
  /** Where it leads; nowhere: the text matches. */
  readonly next: State[];
}

/** Builds the states of a piece of the pattern in front of those of what comes after it. */
type Build = (next: State) => State;

const isWord: CharacterTest = (character) => /^\w$/.test(character);
const isDigit: CharacterTest = (character) => character >= '0' && character <= '9';
const isSpace: CharacterTest = (character) => /^\s$/.test(character);
const not =
  (test: CharacterTest): CharacterTest =>
  (character) =>
    !test(character);
const isWordEdge: Assertion = (before, after) =>
  (before !== undefined && isWord(before)) !== (after !== undefined && isWord(after));

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;

function rangeTest(low: string | CharacterTest, high: string | CharacterTest): CharacterTest | undefined {
  if (typeof low !== 'string' || typeof high !== 'string' || codeOf(low) > codeOf(high)) return undefined;
  return (character) => codeOf(character) >= codeOf(low) && codeOf(character) <= codeOf(high);
}

const classEscapes: Readonly<Record<string, CharacterTest>> = {
  d: isDigit,
  D: not(isDigit),
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
};
const characterEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };

/**
 * Compiles a pattern, in JavaScript's syntax with the flag `u`, to a test whether it is found in a text.
 * @param ignoreCase - whether letters match in either case. @default false
 * @throws SyntaxError for lookarounds, backreferences, named groups, `\p` and `\u`, which are not supported, for what is no pattern, and
 * for one of more than 256 characters or states.
 */
export function compileRegex(pattern: string, ignoreCase = false): (text: string) => boolean {
  if (pattern.length > maxPatternLength) throw new SyntaxError(`a pattern has at most ${maxPatternLength} characters`);
  const states: State[] = [];
  const addState = (state: Omit<State, 'index'>): State => {
    if (states.length >= maxStates) throw new SyntaxError(`pattern '${pattern}' repeats too much`);
    const added = { ...state, index: states.length };
    states.push(added);
    return added;
  };
  const build = parsePattern(pattern, ignoreCase, addState);
  const end = addState({ next: [] });
  const start = build(end);
  return (text) => isFound(start, states.length, text);
}

function isFound(start: State, stateCount: number, text: string): boolean {
  const characters = [...text];
  /** The position at which each state was last reached, so that it is followed once. */
  const reached = new Int32Array(stateCount).fill(-1);
  let toFollow: State[] = [];
  for (let position = 0; ; position++) {
    const [before, after] = [characters[position - 1], characters[position]];
    const following: State[] = [];
    // A match may begin anywhere.
    toFollow.push(start);
    for (let state = toFollow.pop(); state; state = toFollow.pop()) {
      if (reached[state.index] === position) continue;
      reached[state.index] = position;
      if (state.takes) {
        if (after !== undefined && state.takes(after)) following.push(...state.next);
      } else if (!state.asserts || state.asserts(before, after)) {
        if (state.next.length === 0) return true;
        toFollow.push(...state.next);
      }
    }
    if (after === undefined) return false;
    toFollow = following;
  }
}

function parsePattern(pattern: string, ignoreCase: boolean, addState: (state: Omit<State, 'index'>) => State): Build {
  const characters = [...pattern];
  let position = 0;

  const fail = (problem: string): never => {
    throw new SyntaxError(`pattern '${pattern}' ${problem}`);
  };
  const peek = (): string | undefined => characters[position];
  const accept = (expected: string): boolean => {
    if (!characters.slice(position).join('').startsWith(expected)) return false;
    position += expected.length;
    return true;
  };
  const taking =
    (takes: CharacterTest): Build =>
    (next) =>
      addState({ takes, next: [next] });
  const asserting =
    (asserts: Assertion): Build =>
    (next) =>
      addState({ asserts, next: [next] });
  /** Any case of a letter, if case is ignored. */
  const fold = (test: CharacterTest): CharacterTest => {
    if (!ignoreCase) return test;
    const isSame = (character: string, other: string) => other.length === character.length && test(other);
    return (character) =>
      test(character) || isSame(character, character.toLowerCase()) || isSame(character, character.toUpperCase());
  };

  function parseAlternatives(): Build {
    const alternatives = [parseSequence()];
    while (accept('|')) alternatives.push(parseSequence());
    const [only, ...others] = alternatives;
    if (only && others.length === 0) return only;
    return (next) => addState({ next: alternatives.map((alternative) => alternative(next)) });
  }

  function parseSequence(): Build {
    const pieces: Build[] = [];
    for (let next = peek(); next !== undefined && next !== '|' && next !== ')'; next = peek()) {
      pieces.push(parseQuantified());
    }
    return (next) => pieces.reduceRight((after, piece) => piece(after), next);
  }

  function parseQuantified(): Build {
    const isAssertion = peek() === '^' || peek() === '$' || /^\\[bB]/.test(characters.slice(position).join(''));
    const piece = parsePiece();
    const bounds = parseQuantifier();
    if (!bounds) return piece;
    if (isAssertion) fail('repeats an assertion');
    // Lazy or not, it matches the same texts.
    accept('?');
    return repeat(piece, bounds);
  }

  function parseQuantifier(): readonly [least: number, most: number] | undefined {
    if (accept('*')) return [0, Number.POSITIVE_INFINITY];
    if (accept('+')) return [1, Number.POSITIVE_INFINITY];
    if (accept('?')) return [0, 1];
    if (peek() !== '{') return undefined;
    const [written, least = '', comma, most] =
      /^\{(\d{1,3})(,?)(\d{0,3})\}/.exec(characters.slice(position).join('')) ?? fail('has a { that is no repetition');
    position += String(written).length;
    const lower = Number(least);
    const upper = !comma ? lower : most ? Number(most) : Number.POSITIVE_INFINITY;
    return upper < lower ? fail('has a repetition whose bounds are the wrong way round') : [lower, upper];
  }

  function repeat(piece: Build, [least, most]: readonly [number, number]): Build {
    return (next) => {
      let entry = next;
      if (most === Number.POSITIVE_INFINITY) {
        const loop = addState({ next: [next] });
        const body = piece(loop);
        loop.next.push(body);
        // The loop's own body is one of the repetitions that there must be.
        entry = least > 0 ? body : loop;
        return times(piece, least - 1, entry);
      }
      for (let count = least; count < most; count++) entry = addState({ next: [piece(entry), next] });
      return times(piece, least, entry);
    };
  }

  /** Stops at a piece that matches nothing: repetitions of such within one another would be counted out one by one. */
  function times(piece: Build, count: number, next: State): State {
    let entry = next;
    for (let left = count; left > 0; left--) {
      const repeated = piece(entry);
      if (repeated === entry) break;
      entry = repeated;
    }
    return entry;
  }

  function parsePiece(): Build {
    if (accept('^')) return asserting((before) => before === undefined);
    if (accept('$')) return asserting((_, after) => after === undefined);
    if (accept('.')) return taking((character) => !/^[\n\r\u2028\u2029]$/.test(character));
    if (accept('[')) return taking(parseClass());
    if (accept('(')) {
      if (peek() === '?' && !accept('?:')) fail('has a lookaround or a named group, which are not supported');
      const inner = parseAlternatives();
      if (!accept(')')) fail('has a group that does not end');
      return inner;
    }
    if (accept('\\b')) return asserting(isWordEdge);
    if (accept('\\B')) return asserting((before, after) => !isWordEdge(before, after));
    const character = characters[position++] ?? '';
    if (character === '\\') {
      const escaped = parseEscape();
      return taking(typeof escaped === 'string' ? fold((other) => other === escaped) : escaped);
    }
    if (/^[*+?{}\])]$/.test(character))
      fail(`has a ${character} in a place where it means nothing; write \\${character}`);
    return taking(fold((other) => other === character));
  }

  function parseEscape(): string | CharacterTest {
    const escaped = characters[position++] ?? fail('ends in a \\');
    const test = Object.hasOwn(classEscapes, escaped) ? classEscapes[escaped] : undefined;
    if (test) return test;
    if (Object.hasOwn(characterEscapes, escaped)) return characterEscapes[escaped] ?? '';
    return /^\w$/.test(escaped) ? fail(`has \\${escaped}, which is not supported`) : escaped;
  }

  function parseClass(): CharacterTest {
    const isNegated = accept('^');
    const tests: CharacterTest[] = [];
    while (!accept(']')) {
      const low = parseClassMember();
      if (peek() === '-' && characters[position + 1] !== ']') {
        position++;
        const high = parseClassMember();
        tests.push(rangeTest(low, high) ?? fail('has a range that is none'));
      } else tests.push(typeof low === 'string' ? (character) => character === low : low);
    }
    const isMember = fold((character) => tests.some((test) => test(character)));
    return isNegated ? not(isMember) : isMember;
  }

  function parseClassMember(): string | CharacterTest {
    const character = characters[position++] ?? fail('has a [ that does not end');
    return character === '\\' ? parseEscape() : character;
  }

  const build = parseAlternatives();
  if (position < characters.length) fail('has a ) that ends nothing');
  return build;
}
