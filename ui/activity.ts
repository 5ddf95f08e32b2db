import { makeSignal } from './signal.ts';

/** Work that goes on while the person does something else. */
export interface Activity {
  /** Unique, with the plugin's name in front: 'images.upload'. */
  id: string;
  title: string;
  /** What is happening now: '12 of 57 files'. */
  detail: string;
  /** 0 to 1; null when nobody knows. */
  progress: number | null;
  state: 'running' | 'done' | 'failed';
  /** Where to see more. */
  href?: string;
  cancel?: () => void;
}

/** All work under way or lately ended, newest first; the top bar shows it on every page. */
export const activities = makeSignal<readonly Activity[]>([]);

/** Adds or renews a piece of work, by its id. */
export function reportActivity(activity: Activity): void {
  const others = activities.value.filter(({ id }) => id !== activity.id);
  const index = activities.value.findIndex(({ id }) => id === activity.id);
  if (index < 0) activities.set([activity, ...others]);
  else activities.set(activities.value.map((each) => (each.id === activity.id ? activity : each)));
}

/** Takes a piece of work off the list. */
export function clearActivity(id: string): void {
  activities.set(activities.value.filter((each) => each.id !== id));
}
