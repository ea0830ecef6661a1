/** `; did you mean 'fillna'?` where one of the names is like what was written, else nothing. */
export function didYouMean(written: string, names: Iterable<string>): string {
  const best = likeName(written, names);
  return best === undefined ? '' : `; did you mean '${best}'?`;
}

/** How many names a sentence lists: all fields of an activity, and all options of a function. */
const listed = 20;

/** As {@link didYouMean}; where no name is like what was written, tells which there are. */
export function didYouMeanOrThereIs(written: string, names: readonly string[]): string {
  const all = [...names.slice(0, listed), ...(names.length > listed ? ['…'] : [])].join(', ');
  return didYouMean(written, names) || `; there is ${all || 'none'}`;
}

/** The one of the names that is most like what was written, or `undefined` where none is like it. */
export function likeName<Name extends string>(written: string, names: Iterable<Name>): Name | undefined {
  let best: Name | undefined;
  // In names this short nearly all are alike.
  let least = written.length < 4 ? 2 : Math.max(2, Math.floor(written.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(plain(written), plain(name));
    if (distance < least) {
      best = name;
      least = distance;
    }
  }
  return best;
}

/** `StandardScaler`, `standard_scaler` and `standard-scaler` are one name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

/** The least number of characters to insert, delete or change (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (previous[j - 1] ?? 0) + Number(from[i - 1] !== to[j - 1]);
      current.push(Math.min(change, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
