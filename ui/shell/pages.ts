import { matchPath } from '../match-path.ts';
import { contributionsTo, type Contribution } from '../slots.ts';

/** The page that a plugin brings for a path, and the path's parameters; undefined when none does. */
export function findPage(pathname: string): { page: Contribution; params: Record<string, string> } | undefined {
  for (const page of contributionsTo('page')) {
    const params = matchPath(page.path, pathname);
    if (params) return { page, params };
  }
  return undefined;
}

export const hasPage = (pathname: string): boolean => findPage(pathname) !== undefined;
