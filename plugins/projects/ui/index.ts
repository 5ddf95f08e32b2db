import { api, navigate, registerSearch, type ProjectJson } from '#ui';
import './list-page.ts';
import './members-tab.ts';
import './project-page.ts';

const mostHits = 8;

registerSearch({
  id: 'projects',
  title: 'Projects',
  async search(text, signal) {
    if (!text) return [];
    const { items } = await api.list<ProjectJson>('/projects/', { query: { search: text, limit: mostHits }, signal });
    const wanted = text.toLowerCase();
    return items
      .filter(({ name }) => name.toLowerCase().includes(wanted))
      .map(({ id, name }) => ({
        id: `projects.open-${id}`,
        title: name,
        group: 'Projects',
        icon: 'folder',
        run: () => navigate(`/projects/${id}`),
      }));
  },
});
