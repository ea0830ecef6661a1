import { extensions } from '../../decisioning/extensions.ts';
import { checkExpression, variablesOf } from '../../xdm/condition.ts';
import { isContradictory, readsData, truthOfConstant } from './comparisons.ts';
import { operationOf, operationsIn } from './expression.ts';

/** What is known of a condition before any data is there; undefined: it depends on them. */
export type Truth = boolean | undefined;

/** Operators that throw on some values, as on a date that is none; a condition in which one throws is false, whatever stands around it. */
const throwing: ReadonlySet<string> = new Set('before after date_diff date_part sem_ver matches'.split(' '));
const mayThrow = (condition: unknown): boolean =>
  [...operationsIn(condition, [])].some(({ name }) => throwing.has(name));

/** How many conjunctions are looked at for one condition, its alternatives multiplied out. */
const maxConjunctions = 256;

interface NamedCondition {
  readonly id: string;
  readonly condition: unknown;
}

/**
 * Says of conditions over `segments` what is so for whatever data. Sound, not complete: it evaluates what reads no data, takes `and`, `or`, `!`
 * and `if` apart, puts the conditions of segments in their place, and sees where no value of a variable passes all of its comparisons.
 */
export function createTruths(segments: readonly NamedCondition[]) {
  const places = new Map<unknown, number>(segments.map(({ id }, index) => [`segments.${id}`, index]));
  /** Whether a segment reads none but those before it. Of one that does not, which is said elsewhere, nothing is known. */
  const isInOrder = segments.map(({ condition }, index) =>
    variablesOf(condition).every((path) => (places.get(path) ?? -1) < index),
  );
  /** By how many segments a condition sees. */
  const known = new Map<number, WeakMap<object, { readonly truth: Truth }>>();

  /** What is known of a conjunction of conditions that see the first `visible` segments. */
  function truthOf(conditions: readonly unknown[], visible = segments.length): Truth {
    const truths = conditions.map((condition) => truthOfOne(condition, visible));
    if (truths.includes(false)) return false;
    if (truths.every((truth) => truth === true)) return true;
    const conjuncts = conditions.flatMap((condition) => conjunctsOf(condition, visible));
    return isNever(conjuncts, visible, { conjunctions: maxConjunctions }) ? false : undefined;
  }

  function truthOfOne(condition: unknown, visible: number): Truth {
    if (typeof condition !== 'object' || condition === null) return judge(condition, visible);
    const memory = known.get(visible) ?? new WeakMap();
    known.set(visible, memory);
    const found = memory.get(condition) ?? { truth: judge(condition, visible) };
    memory.set(condition, found);
    return found.truth;
  }

  function judge(condition: unknown, visible: number): Truth {
    // One that is malformed is false, and said to be so elsewhere.
    if (checkExpression(condition, extensions.operators).length > 0) return false;
    if (![...operationsIn(condition, [])].some(({ name }) => readsData.has(name))) return truthOfConstant(condition);
    const operation = operationOf(condition);
    // A list counts as true unless it is empty, whatever is in it.
    const truth = operation ? judgeOperation(operation, visible) : true;
    return truth && mayThrow(condition) ? undefined : truth;
  }

  function judgeOperation({ name, args }: NonNullable<ReturnType<typeof operationOf>>, visible: number): Truth {
    const truths = (): Truth[] => args.map((part) => truthOf([part], visible));
    switch (name) {
      case 'and':
        return truths().includes(false) ? false : truths().every((truth) => truth) || undefined;
      case 'or':
        return truths().includes(true) || (truths().every((truth) => truth === false) ? false : undefined);
      case '!!':
        return truths()[0];
      case '!': {
        const [truth] = truths();
        return truth === undefined ? undefined : !truth;
      }
      case 'if':
      case '?:':
        return truthOfChoice(args, visible);
      case 'some':
      case 'all':
      case 'filter':
        // Over the items of a list, of which segments are no part.
        return truthOf([args[1]], 0) === false ? false : undefined;
      case 'var': {
        const index = segmentIn(args, visible);
        return index < 0 ? undefined : truthOf([segments[index]?.condition], index);
      }
      default:
        return undefined;
    }
  }

  function truthOfChoice([condition, chosen, ...others]: readonly unknown[], visible: number): Truth {
    if (chosen === undefined) return truthOf([condition ?? null], visible);
    const truth = truthOf([condition], visible);
    const otherwise = others.length > 0 ? truthOfChoice(others, visible) : false;
    if (truth === false) return otherwise;
    const then = truthOf([chosen], visible);
    return truth || then === otherwise ? then : undefined;
  }

  /** The index of the segment that `var` reads, if its condition can be put there; -1 otherwise. */
  function segmentIn([path]: readonly unknown[], visible: number): number {
    const index = places.get(path) ?? -1;
    return index < visible && isInOrder[index] ? index : -1;
  }

  /** The conditions that all hold where this one does; each segment's once, however often it is referred to. */
  function conjunctsOf(condition: unknown, visible: number, seen: Set<number> = new Set()): readonly unknown[] {
    const operation = operationOf(condition);
    if (operation?.name === 'and') return operation.args.flatMap((part) => conjunctsOf(part, visible, seen));
    const index = operation?.name === 'var' ? segmentIn(operation.args, visible) : -1;
    if (index < 0 || seen.has(index)) return [condition];
    seen.add(index);
    return [condition, ...conjunctsOf(segments[index]?.condition, index, seen)];
  }

  /** Whether no data make all of these hold. */
  function isNever(conjuncts: readonly unknown[], visible: number, budget: { conjunctions: number }): boolean {
    if (budget.conjunctions-- <= 0) return false;
    if (conjuncts.some((conjunct) => truthOfOne(conjunct, visible) === false)) return true;
    if (isContradictory(conjuncts)) return true;
    const alternatives = conjuncts.find((conjunct) => operationOf(conjunct)?.name === 'or');
    const others = conjuncts.filter((conjunct) => conjunct !== alternatives);
    const branches = operationOf(alternatives)?.args ?? [];
    return (
      branches.length > 0 &&
      branches.every((branch) => isNever([...others, ...conjunctsOf(branch, visible)], visible, budget))
    );
  }

  return truthOf;
}
