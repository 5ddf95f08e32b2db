import { rawRoute } from '#core';
import { findProject } from '#plugins/projects';
import { damagedImage, fileTooLarge, metadataNotJson, notAnImage, notMultipart, tooManyPixels } from '../errors.ts';
import { presentImage } from '../present.ts';
import { imageSchema } from '../schemas.ts';
import { acceptUpload } from '../upload/accept.ts';

export const uploadImage = rawRoute(
  'POST /projects/:project_id/images',
  {
    summary: 'Upload an image',
    description:
      'The file is stored as it comes in, told by its first bytes and not by its name, and decoded whole before it is ' +
      'accepted. Its tiles are made afterwards: `state` goes from processing to ready.',
    subject: ({ project_id }) => findProject(project_id),
    noun: 'Project',
    access: 'images.upload',
    accepts: {
      type: 'multipart/form-data',
      schema: {
        type: 'object',
        required: ['file'],
        properties: {
          file: { type: 'string', contentMediaType: 'application/octet-stream', examples: ['(the bytes of the file)'] },
          metadata: { type: 'string', description: 'A JSON object.', examples: ['{"camera": "Nikon Z6"}'] },
        },
      },
    },
    answers: { 201: { description: 'The image.', types: ['application/json'], schema: imageSchema } },
    errors: [metadataNotJson, fileTooLarge, notAnImage, damagedImage, tooManyPixels, notMultipart],
  },
  async ({ ctx, params, user, may, once }) => {
    const gone = new AbortController();
    ctx.res.once('close', () => gone.abort());
    const { status, contentType, body } = await acceptUpload(ctx.req, {
      projectId: params.project_id,
      user,
      signal: gone.signal,
      once,
      answer: async (image) => ({
        status: 201,
        contentType: 'application/json',
        body: JSON.stringify(await presentImage(image, may)),
      }),
    });
    ctx.status = status;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = body;
    ctx.set('Content-Type', contentType);
  },
);
