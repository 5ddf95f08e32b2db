/** The values of a pattern's parameters, camelCased, if the path fits: ('/projects/:project_id', '/projects/7') gives
    {projectId: '7'}; otherwise null. A final slash makes no difference. */
export function matchPath(pattern: string, pathname: string): Record<string, string> | null {
  const wanted = pattern.replace(/\/+$/, '').split('/');
  const given = pathname.replace(/\/+$/, '').split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== value) return null;
    } else if (value === '') return null;
    else params[camelCase(part.slice(1))] = safeDecode(value);
  }
  return params;
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
