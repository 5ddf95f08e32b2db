import { definePlugin } from '#core';
import { MetadataEntry } from './models/metadata-entry.ts';
import { deleteImageMetadata, setImageMetadata } from './routes/of-images.ts';
import { createEntry, deleteEntry, getDict, getEntry, listEntries, mergeDict, putEntry } from './routes/of-projects.ts';
import { metadataEventSchema } from './schemas.ts';

export default definePlugin({
  name: 'metadata',
  title: 'Metadata',
  summary: 'Keys and values that people give to images and projects.',
  needs: ['projects', 'images'],
  register(host) {
    host.models(MetadataEntry);
    host.migrations(new URL('./migrations/', import.meta.url));
    host.permissions({
      'metadata.read': { title: 'See metadata', grantedTo: ['viewer', 'pipeline'] },
      'metadata.edit': { title: 'Change the metadata of images', grantedTo: ['annotator'] },
      'metadata.manage': { title: 'Change the metadata of a project', grantedTo: ['manager'] },
    });
    host.routes(
      setImageMetadata,
      deleteImageMetadata,
      listEntries,
      createEntry,
      getEntry,
      putEntry,
      deleteEntry,
      getDict,
      mergeDict,
    );
    host.emits({ 'metadata.changed': metadataEventSchema });
    host.ui({
      module: './ui/index.ts',
      slots: {
        'project.tab': { element: 'metadata-project-tab', id: 'metadata', title: 'Metadata', order: 30 },
        'image.sidebar': { element: 'metadata-panel', id: 'metadata', title: 'Metadata', order: 40 },
      },
    });
  },
});
