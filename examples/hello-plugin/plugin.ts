import { definePlugin } from '#core';
import { Greeting } from './greeting.ts';
import { greetImage, listGreetings } from './routes.ts';
import { greetedSchema } from './schemas.ts';

export default definePlugin({
  name: 'hello-plugin',
  title: 'Hello',
  summary: 'The smallest whole plugin: a table, two routes, an event and a panel. Copy it to begin your own.',
  needs: ['images'],
  tablePrefix: 'hello',
  register(host) {
    host.models(Greeting);
    host.migrations(new URL('./migrations/', import.meta.url));
    host.permissions({
      'hello-plugin.read': { title: 'See greetings', grantedTo: ['viewer'] },
      'hello-plugin.greet': { title: 'Greet an image', grantedTo: ['commenter'] },
    });
    host.routes(listGreetings, greetImage);
    host.emits({ 'hello-plugin.greeted': greetedSchema });
    host.ui({
      module: './ui/index.ts',
      slots: { 'image.sidebar': { element: 'hello-plugin-panel', id: 'hello', title: 'Hello', order: 900 } },
    });
  },
});
