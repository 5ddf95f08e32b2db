import { expect } from 'chai';
import { isEntrance, returnPath, signInPath } from '../shell/return-to.ts';

const site = 'https://images.example.org';

describe('Where signing in leads', () => {
  it('is where somebody wanted to go, with query and fragment', () => {
    const wanted = { pathname: '/images/7', search: '?sort=-created_at', hash: '#view=1,2,3' };
    const path = signInPath(wanted);
    const query = new URL(path, site).searchParams;
    expect(returnPath(query.get('return_to'), site)).to.equal('/images/7?sort=-created_at#view=1,2,3');
  });

  it('is the first page when nothing was wanted', () => {
    expect(signInPath({ pathname: '/', search: '', hash: '' })).to.equal('/sign-in');
    expect(returnPath(null, site)).to.equal('/');
    expect(returnPath('', site)).to.equal('/');
  });

  for (const elsewhere of [
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/api/auth/sign-out',
    '/sign-in?return_to=/sign-in',
    '/link#token',
  ]) {
    it(`is never ${JSON.stringify(elsewhere)}`, () => {
      expect(returnPath(elsewhere, site)).to.equal('/');
    });
  }

  it('knows its own pages', () => {
    expect(isEntrance('/sign-in')).to.equal(true);
    expect(isEntrance('/link/')).to.equal(true);
    expect(isEntrance('/links')).to.equal(false);
  });
});
