import { expect } from 'chai';
import { matchPath } from '../match-path.ts';

describe('The router', () => {
  it('hands over parameters in camelCase', () => {
    expect(matchPath('/projects/:project_id', '/projects/7')).to.deep.equal({ projectId: '7' });
    expect(matchPath('/a/:one_two/b/:c', '/a/1/b/2')).to.deep.equal({ oneTwo: '1', c: '2' });
  });

  it('takes a final slash or none', () => {
    expect(matchPath('/projects/:project_id', '/projects/7/')).to.deep.equal({ projectId: '7' });
    expect(matchPath('/', '/')).to.deep.equal({});
    expect(matchPath('/', '')).to.deep.equal({});
  });

  it('refuses what is longer, shorter, other or empty', () => {
    for (const path of ['/projects', '/projects/7/images', '/images/7', '/projects//']) {
      expect(matchPath('/projects/:project_id', path), path).to.equal(null);
    }
  });

  it('decodes a parameter, and leaves a broken escape as it is', () => {
    expect(matchPath('/tags/:name', '/tags/a%20b')).to.deep.equal({ name: 'a b' });
    expect(matchPath('/tags/:name', '/tags/100%')).to.deep.equal({ name: '100%' });
  });
});
