import { definePlugin } from '#core';
import { ImageClass } from './models/image-class.ts';
import { Label } from './models/label.ts';
import { isLabeller } from './policies.ts';
import { createClass, deleteClass, editClass, getClass, listClasses } from './routes/classes.ts';
import { createLabel, deleteLabel, listLabels, listProjectLabels } from './routes/labels.ts';
import { classesChangedSchema, labelEventSchema } from './schemas.ts';

export default definePlugin({
  name: 'classification',
  title: 'Labels',
  summary: 'Classes with a colour and a key, and labels that people put on images.',
  needs: ['projects', 'images'],
  register(host) {
    host.models(ImageClass, Label);
    host.migrations(new URL('./migrations/', import.meta.url));
    host.permissions({
      'classification.read': { title: 'See classes and labels', grantedTo: ['viewer', 'pipeline'] },
      'classification.label': { title: 'Label images', grantedTo: ['annotator'] },
      'classification.unlabel': {
        title: 'Take one’s own labels off',
        grantedTo: ['annotator'],
        allows: isLabeller,
      },
      'classification.manage': {
        title: 'Make, change and delete classes, and take anybody’s labels off',
        grantedTo: ['manager'],
      },
    });
    host.routes(
      listClasses,
      createClass,
      getClass,
      editClass,
      deleteClass,
      listLabels,
      createLabel,
      listProjectLabels,
      deleteLabel,
    );
    host.emits({
      'classification.classes_changed': classesChangedSchema,
      'classification.labelled': labelEventSchema,
      'classification.unlabelled': labelEventSchema,
    });
    host.ui({
      module: './ui/index.ts',
      slots: {
        'project.tab': { element: 'classification-classes-tab', id: 'classes', title: 'Classes', order: 20 },
        'image.sidebar': { element: 'classification-panel', id: 'labels', title: 'Labels', order: 10 },
        'image.badge': { element: 'classification-badge', order: 10 },
      },
    });
  },
});
