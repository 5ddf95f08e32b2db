import { defineError } from '#core';

export const otherProject = defineError(
  'classification.other_project',
  400,
  'Project ID in the path must match the project_id in the request body',
);
export const otherImage = defineError(
  'classification.other_image',
  400,
  'Image ID in the path must match the image_id in the request body. Path: %s, Body: %s',
);
export const foreignClass = defineError(
  'classification.foreign_class',
  400,
  'Image class must belong to the same project as the image',
);
export const nameTaken = defineError(
  'classification.name_taken',
  409,
  "This project already has a class named '%s'. Choose another name, or use that one.",
);
export const hotkeyTaken = defineError(
  'classification.hotkey_taken',
  409,
  "The key '%s' already stands for the class '%s' in this project. Choose another key, or null for none.",
);
export const classInUse = defineError(
  'classification.class_in_use',
  409,
  "The class '%s' is on %s (%s). Delete it with ?force=true to remove the labels too, or rename it to keep them.",
);
export const notYourLabel = defineError(
  'classification.not_your_label',
  403,
  'Not authorized to delete this classification',
);
