import { expect } from 'chai';
import { readContributions, slotNames, type PluginUi } from '../contributions.ts';

const plugin = (slots: PluginUi['slots']): PluginUi => ({
  name: 'comments',
  title: 'Comments',
  module: '/assets/x.js',
  slots,
});

describe('Slots', () => {
  it('are the closed list that the server holds to as well', async () => {
    const { slotNames: ofServer } = await import('../../core/plugins/slots.ts');
    expect([...slotNames].sort()).to.deep.equal([...ofServer].sort());
  });

  it('take one contribution or several', () => {
    const panel = { element: 'comments-panel', id: 'comments', title: 'Comments', order: 30 };
    const { bySlot, faults } = readContributions(
      plugin({
        'image.sidebar': panel,
        'image.badge': [{ element: 'comments-badge' }, { element: 'comments-dot', order: 1 }],
      }),
    );
    expect(faults).to.deep.equal([]);
    expect(bySlot.get('image.sidebar')).to.have.length(1);
    expect(bySlot.get('image.sidebar')?.[0]).to.include({ ...panel, plugin: 'comments' });
    expect(bySlot.get('image.badge')?.map(({ order }) => order)).to.deep.equal([100, 1]);
  });

  it('refuse an unknown slot with a sentence that lists those there are', () => {
    const { faults } = readContributions(plugin({ 'viewer.sidebar': { element: 'comments-panel' } }));
    expect(faults[0]?.detail).to.match(/no slot "viewer.sidebar".*image\.sidebar/);
  });

  it('refuse an element of a foreign name and a field that is missing, and keep the rest', () => {
    const { bySlot, faults } = readContributions(
      plugin({
        'image.badge': [{ element: 'other-badge' }, { element: 'comments-badge' }],
        'project.tab': { element: 'comments-tab', id: 'x' },
      }),
    );
    expect(faults.map(({ detail }) => detail)).to.have.length(2);
    expect(faults[0]?.detail).to.contain('must start with "comments-"');
    expect(faults[1]?.detail).to.contain('needs "title"');
    expect(bySlot.get('image.badge')).to.have.length(1);
  });
});
