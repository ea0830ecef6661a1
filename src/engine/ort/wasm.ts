import * as ort from 'onnxruntime-web/wasm';
import { openOrtModel } from './ort-session.ts';
import { type OrtBuild, startRuntime } from './runtime.ts';

/** The build that holds every operator, strings and float64. This module is a chunk of its own, loaded on demand. */
export const build: OrtBuild = {
  async assertRuns() {},
  start: (binary) => startRuntime(ort, 'wasm', binary),
  open: openOrtModel,
};
