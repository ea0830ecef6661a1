/** A version in its parts, as https://semver.org orders them. */
interface Version {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  readonly preRelease: readonly string[];
}

const syntax = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([\w-]+(?:\.[\w-]+)*))?(?:\+[\w.-]+)?$/;

/** The longest version that is read, in characters. */
const maxLength = 256;

function parseVersion(value: unknown): Version {
  const text = String(value);
  const parts = text.length <= maxLength ? syntax.exec(text) : null;
  if (!parts) throw new TypeError(`'${text.slice(0, 40)}' is not a semantic version`);
  const [, major = 0, minor = 0, patch = 0, preRelease] = parts;
  return { numbers: [Number(major), Number(minor), Number(patch)], preRelease: preRelease?.split('.') ?? [] };
}

/** Negative if `left` comes before `right`, 0 if they are equal in precedence. */
function compareVersions(left: Version, right: Version): number {
  for (const [index, number] of left.numbers.entries()) {
    const difference = number - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  // A pre-release comes before its release.
  if (left.preRelease.length === 0 || right.preRelease.length === 0) {
    return right.preRelease.length - left.preRelease.length;
  }
  for (const [index, identifier] of left.preRelease.entries()) {
    const other = right.preRelease[index];
    if (other === undefined) return 1;
    const order = compareIdentifiers(identifier, other);
    if (order !== 0) return order;
  }
  return left.preRelease.length - right.preRelease.length;
}

/** Numbers by value and before words. */
function compareIdentifiers(left: string, right: string): number {
  const [leftIsNumber, rightIsNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (leftIsNumber && rightIsNumber) return Number(left) - Number(right);
  if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1 : 1;
  return left < right ? -1 : left > right ? 1 : 0;
}

const comparisons: Readonly<Record<string, (left: Version, right: Version) => boolean>> = {
  '=': (left, right) => compareVersions(left, right) === 0,
  '!=': (left, right) => compareVersions(left, right) !== 0,
  '<': (left, right) => compareVersions(left, right) < 0,
  '<=': (left, right) => compareVersions(left, right) <= 0,
  '>': (left, right) => compareVersions(left, right) > 0,
  '>=': (left, right) => compareVersions(left, right) >= 0,
  '^': (left, right) => left.numbers[0] === right.numbers[0],
  '~': (left, right) => left.numbers[0] === right.numbers[0] && left.numbers[1] === right.numbers[1],
};

/**
 * `{ "sem_ver": [version, comparison, version] }`, as in OpenFeature's flagd: `=`, `!=`, `<`, `<=`, `>`, `>=`, `^` (the same major
 * version), `~` (the same minor version). False where a version is not there; throws where one is none.
 * @see https://flagd.dev/reference/custom-operations/semver-operation/
 */
export function semVer(left: unknown, comparison: unknown, right: unknown): boolean {
  if (left === null || left === undefined || right === null || right === undefined) return false;
  const compare = Object.hasOwn(comparisons, String(comparison)) ? comparisons[String(comparison)] : undefined;
  if (!compare) {
    throw new TypeError(`sem_ver compares by ${Object.keys(comparisons).join(' ')}, not by '${comparison}'`);
  }
  return compare(parseVersion(left), parseVersion(right));
}
