import * as v from 'valibot';
import { manifestSchema } from '../../registry/manifest.ts';

/**
 * A manifest as a folder keeps it: with what pages have no use for, and drop.
 * - `restores`: the generation that was published anew by this one, the first of its content where that was a rollback, too.
 */
export const keptManifestSchema = v.object({ ...manifestSchema.entries, restores: v.exactOptional(v.number()) });

export type KeptManifest = v.InferOutput<typeof keptManifestSchema>;
