/** '#ui': everything that a plugin's browser side may import from the shell, beside `lit`. */
import './elements/confirm.ts';
import './elements/editable-text.ts';
import './elements/empty.ts';
import './elements/icons.ts';
import './elements/problem.ts';
import './elements/progress.ts';
import './elements/relative-time.ts';
import './elements/skeleton.ts';
import './elements/slot.ts';
import './elements/virtual-grid.ts';

export { activities, clearActivity, reportActivity, type Activity } from './activity.ts';
export { ApiProblem, api, apiUrl, type FieldFault, type Page, type Query } from './api.ts';
export {
  CommandsController,
  registerCommand,
  registerSearch,
  runCommand,
  type Command,
  type SearchSource,
} from './commands.ts';
export { ConfirmEvent, type ConfirmDialog } from './elements/confirm.ts';
export { CommitEvent, type EditableText } from './elements/editable-text.ts';
export { baseStyles, keyStyles } from './elements/shared-styles.ts';
export { readingRoom } from './elements/reading-room.ts';
export { VisibleRangeEvent, type GridItemSize, type VirtualGrid } from './elements/virtual-grid.ts';
export {
  EventsController,
  connection,
  onEvent,
  type ConnectionState,
  type EventListener,
  type EventMeta,
} from './events.ts';
export { formatBytes, formatCount, formatExactTime, formatNumber, formatRelativeTime } from './format.ts';
export { keyCaps } from './keys.ts';
export { announce, sentenceOf, setDocumentTitle, toast, type Toast } from './notices.ts';
export { classPalette, magma, viridis } from './palettes.ts';
export { readPreference, writePreference } from './preferences.ts';
export { StoreController, makeProjectStore, type Kept, type ProjectStore } from './project-store.ts';
export type { Abilities, ImageJson, ImageState, ProjectJson } from './records.ts';
export { currentLocation, navigate, setHash, setQuery, type Location } from './router.ts';
export { haveRightsChanged, leaveClosed } from './rights.ts';
export { nameOf, session, type Me, type Session } from './session.ts';
export { SignalController, makeSignal, type Signal } from './signal.ts';
export { contributionsTo, slotNames, type Contribution, type SlotName, type SlotProperties } from './slots.ts';
export { loadViewer } from './load-viewer.ts';
export { boxLabel, countShown } from './viewer/boxes-filter.ts';
export * from './viewer/layers.ts';
export type * from './viewer/index.ts';
