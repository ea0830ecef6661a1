export { useEdgewise, useProposition, useScores } from './hooks.ts';
export { EdgewiseProvider, type EdgewiseProviderProps } from './provider.ts';
export { Slot, type SlotProps } from './slot.ts';
export type { SlotAttributes } from './slot-attributes.ts';
