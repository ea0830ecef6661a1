/** A segment's standing in a profile, as in XDM's segmentMembership. */
export interface SegmentMembership {
  readonly status: 'realized' | 'exited';
  /** ISO 8601 date and time of the last change of status. */
  readonly lastQualificationTime: string;
}

/** A named score as last computed on this device. */
export interface StoredScore {
  readonly value: number | string;
  readonly serviceVersion: string;
  /** ISO 8601 date and time. */
  readonly timestamp: string;
}

/** The visitor's XDM Individual Profile as kept on this device. Fields beyond these are kept as they are. */
export interface Profile {
  /** By namespace, then segment id; Edgewise's own segments stand under `edgewise`. */
  readonly segmentMembership?: Readonly<Record<string, Readonly<Record<string, SegmentMembership>>>>;
  readonly _edgewise?: {
    /** By service id, then score name. */
    readonly scores?: Readonly<Record<string, Readonly<Record<string, StoredScore>>>>;
  };
  readonly [field: string]: unknown;
}
