export { EdgewiseError, type EdgewiseErrorCode, isEdgewiseError } from '../errors.ts';
export { createEngine } from './create-engine.ts';
export { type CreateSessionOptions, createSession } from './create-session.ts';
export type { Bounds } from './deadline.ts';
export type { Engine, EngineOptions, Fallback, RecycleNeed, SessionOptions } from './engine.ts';
export { defaultLimits, type Limits } from './js/limits.ts';
export type { LoadRuntime, RuntimeName } from './load-runtime.ts';
export type { RuntimeMemory } from './runtime-memory.ts';
export type {
  ExecutionProvider,
  MapFeed,
  RunOptions,
  Session,
  Tensor,
  TensorData,
  TensorType,
  ValueMetadata,
} from './session.ts';
