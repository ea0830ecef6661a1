import { type BrowserName, browserNames } from '../../scripts/browsers.ts';

/** What a bench may be told on its command line. */
export interface BenchArguments<Part extends string> {
  readonly browsers: readonly BrowserName[];
  /** Fresh profiles for each figure. */
  readonly runs: number;
  /** Which parts to measure. */
  readonly parts: readonly Part[];
  /** Whether that is all parts, in all browsers. */
  readonly whole: boolean;
  /** Whether the figures that the README shows are to be replaced. */
  readonly update: boolean;
}

/** Parses `--browsers=chromium,firefox --runs=7 --parts=loopback --update`. @throws Error with one sentence. */
export function parseArguments<Part extends string>(
  given: readonly string[],
  { parts, runs = 7 }: { readonly parts: readonly Part[]; readonly runs?: number },
): BenchArguments<Part> {
  let result: BenchArguments<Part> = { browsers: browserNames, runs, parts, whole: true, update: false };
  for (const argument of given) {
    const [name = '', value = ''] = argument.split('=', 2);
    if (name === '--browsers') result = { ...result, browsers: choose(name, value, browserNames) };
    else if (name === '--parts') result = { ...result, parts: choose(name, value, parts) };
    else if (name === '--runs') result = { ...result, runs: parseRuns(value) };
    else if (argument === '--update') result = { ...result, update: true };
    else
      throw new Error(
        `There is no argument "${argument}"; there are --browsers=${browserNames}, --runs=${runs}, --parts=${parts} and --update.`,
      );
  }
  const { browsers, parts: chosen } = result;
  return { ...result, whole: browsers.length === browserNames.length && chosen.length === parts.length };
}

function choose<T extends string>(name: string, value: string, known: readonly T[]): T[] {
  const chosen = value.split(',');
  const wrong = chosen.find((word) => !known.some((each) => each === word));
  if (wrong !== undefined) throw new Error(`${name} has no "${wrong}"; choose from ${known.join(', ')}.`);
  return known.filter((word) => chosen.includes(word));
}

function parseRuns(value: string): number {
  const runs = Number(value);
  if (Number.isInteger(runs) && runs > 0) return runs;
  throw new Error(`--runs must be a whole number above 0, not "${value}".`);
}
