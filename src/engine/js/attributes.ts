import type { Tensor } from '../session.ts';

/** The attributes of a node by name; a getter fails with `model-invalid` when the attribute has another type. */
export interface Attributes {
  has(name: string): boolean;
  int(name: string, fallback: number): number;
  float(name: string, fallback: number): number;
  string(name: string, fallback: string): string;
  /** Integers beyond 2^53 are exact in {@link bigints}. Empty when absent. */
  ints(name: string): readonly number[];
  bigints(name: string): readonly bigint[];
  floats(name: string): readonly number[];
  /** A long list as it lies in memory, rounded where it does not fit. */
  numbers(name: string, kind: 'ints' | 'floats'): ArrayLike<number>;
  strings(name: string): readonly string[];
  tensor(name: string): Tensor | undefined;
}
