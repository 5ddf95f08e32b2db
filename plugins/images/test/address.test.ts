import { expect } from 'chai';
import { listQuery, readFilter, readTileSize } from '../ui/grid-state.ts';
import { readView, writeView } from '../ui/view-fragment.ts';

describe('The view in the address', () => {
  it('comes back as it was written', () => {
    const view = { x: 6123.4, y: 4500.1, zoom: 0.51234, rotation: 90, flipped: true };
    expect(writeView(view)).to.equal('#view=6123.4,4500.1,0.51234,90,1');
    expect(readView(writeView(view))).to.deep.equal(view);
    expect(readView('#view=1,2,3')).to.deep.equal({ x: 1, y: 2, zoom: 3, rotation: 0, flipped: false });
  });

  it('is none when the fragment is something else', () => {
    for (const hash of [
      '',
      '#',
      '#at=3',
      '#view=',
      '#view=1,2',
      '#view=1,2,0',
      '#view=1,2,-1',
      '#view=a,b,c',
      '#view=1,2,3,4;x',
    ]) {
      expect(readView(hash), hash).to.equal(null);
    }
  });
});

describe('The filter in the address', () => {
  it('is read, and what is unknown counts as not there', () => {
    const query = new URLSearchParams('q=+gull+&in=metadata&sort=filename&deleted=only&size=l');
    expect(readFilter(query)).to.deep.equal({
      sort: 'filename',
      searchField: 'metadata',
      searchValue: 'gull',
      deleted: 'only',
    });
    expect(readTileSize(query)).to.equal('l');
    const strange = new URLSearchParams('sort=drop&in=x&deleted=y&size=z');
    expect(readFilter(strange)).to.deep.equal({
      sort: '-created_at',
      searchField: 'filename',
      searchValue: '',
      deleted: 'hide',
    });
    expect(readTileSize(strange)).to.equal('m');
  });

  it('goes along to an image and back', () => {
    expect(listQuery(new URLSearchParams('tab=images&q=gull&sort=filename'))).to.equal('?sort=filename&q=gull');
    expect(listQuery(new URLSearchParams('tab=images'))).to.equal('');
  });
});
