/** The plugins that ship with the platform and load at every start, in any order: each says what it needs. */
export const firstPartyPlugins = [
  'plugins/projects',
  'plugins/images',
  'plugins/classification',
  'plugins/comments',
  'plugins/metadata',
  'plugins/ml-analysis',
  'plugins/administration',
  'plugins/demo',
] as const;
