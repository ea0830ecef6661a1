import type { ScopeRequest } from '../../decisioning/decide.ts';
import type { DecisionRequest } from '../../worker/protocol.ts';
import type { Edgewise } from '../edgewise.ts';
import type { DecisionDetail } from '../events.ts';
import type { ResolvedOptions } from '../options.ts';
import type { HtmlRenderer } from '../render/html.ts';

/** What the overlay is given of the client. */
export interface OverlayAccess {
  readonly edgewise: Edgewise;
  readonly options: ResolvedOptions;
  readonly renderer: HtmlRenderer;
  /** Decides, and neither renders the decision nor tells of it. */
  explain(asked: readonly ScopeRequest[]): Promise<DecisionDetail>;
  /** Deletes what is stored of the visitor. */
  forget(): Promise<void>;
}

/** The overlay as the client sees it. */
export interface Overlay {
  /** What the page's decisions try out; `undefined`: they are those that every visitor gets. */
  readonly request: Pick<DecisionRequest, 'preview' | 'profileOverrides'> | undefined;
  open(history?: OverlayHistory): void;
  dispose(): void;
}

/** What `on` told, oldest first. */
export type OverlayHistory = readonly (readonly [name: string, detail: unknown])[];
