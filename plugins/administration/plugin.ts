import { definePlugin } from '#core';

export default definePlugin({
  name: 'administration',
  title: 'Administration',
  summary: 'Pages over the platform’s own routes: one’s account, and for administrators the whole site.',
  register(host) {
    host.ui({
      module: './ui/index.ts',
      slots: {
        page: [
          { element: 'administration-account-page', path: '/account', title: 'My account' },
          { element: 'administration-page', path: '/administration', title: 'Administration' },
          { element: 'administration-page', path: '/administration/:section', title: 'Administration' },
        ],
      },
    });
  },
});
