import { commonGroups, groupOf, type KernelGroup } from './kernel-registry.ts';
import { rareGroups } from './rare-kernels.ts';

/** All operators, group by group. */
export const kernelGroups: readonly KernelGroup[] = [...commonGroups, ...rareGroups];

/** Whether there is a kernel, without loading it. */
export function hasKernel(domain: string, opType: string): boolean {
  return groupOf(kernelGroups, { domain, opType }) !== undefined;
}
