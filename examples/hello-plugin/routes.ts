import { route } from '#core';
import { findImage } from '#plugins/images';
import { Greeting } from './greeting.ts';
import { greetingSchema, newGreetingSchema } from './schemas.ts';
import type { GreetingJson } from './schemas.ts';

const present = ({ id, imageId, text, createdAt }: Greeting): GreetingJson => ({
  id,
  image_id: imageId,
  text,
  created_at: createdAt.toISOString(),
});

export const listGreetings = route(
  'GET /images/:image_id/greetings',
  {
    summary: 'Greetings of an image, oldest first',
    subject: ({ image_id }) => findImage(image_id),
    noun: 'Image',
    access: 'hello-plugin.read',
    response: { type: 'array', items: greetingSchema },
  },
  async ({ subject: image }) => {
    const greetings = await Greeting.findAll({ where: { imageId: image.id }, order: ['createdAt', 'id'] });
    return greetings.map(present);
  },
);

export const greetImage = route(
  'POST /images/:image_id/greetings',
  {
    summary: 'Say hello to an image',
    subject: ({ image_id }) => findImage(image_id),
    noun: 'Image',
    access: 'hello-plugin.greet',
    body: newGreetingSchema,
    response: greetingSchema,
    status: 201,
  },
  async ({ subject: image, body, user, emit }) => {
    const greeting = await Greeting.create({ imageId: image.id, greeterId: user.id, text: body.text });
    emit('hello-plugin.greeted', { project_id: image.projectId, image_id: image.id, text: body.text });
    return present(greeting);
  },
);
