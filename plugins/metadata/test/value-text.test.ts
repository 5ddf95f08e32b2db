import { expect } from 'chai';
import { kindOf, readValue, writeValue } from '../ui/value-text.ts';

describe('values as people write them', () => {
  it('are JSON where they are JSON, and text otherwise', () => {
    expect(readValue(' 0.25 ')).to.equal(0.25);
    expect(readValue('true')).to.equal(true);
    expect(readValue('[1, "a"]')).to.deep.equal([1, 'a']);
    expect(readValue('"12"')).to.equal('12');
    for (const text of ['H&E', '007', '1,5', '{a: 1}', "it's"]) expect(readValue(text)).to.equal(text);
  });

  it('are nothing where they are blank', () => {
    for (const text of ['', ' \n', 'null']) expect(readValue(text)).to.equal(null);
  });

  it('stay text where a number would lose digits', () => {
    expect(readValue('12345678901234567890')).to.equal('12345678901234567890');
    expect(readValue('1e999')).to.equal('1e999');
    expect(readValue('9007199254740991')).to.equal(9_007_199_254_740_991);
  });

  it('come back the same when they are written and read', () => {
    const long = { list: Array.from({ length: 30 }, (_, n) => n) };
    for (const value of [null, '', 'a', '12', 'true', '"', 'null', 12, -0.5, false, [], {}, [1, { a: null }], long]) {
      expect(readValue(writeValue(value)), JSON.stringify(value)).to.deep.equal(value);
    }
  });

  it('are named by their kind', () => {
    expect([null, 'a', 1, true, [], {}].map(kindOf)).to.deep.equal([
      'nothing',
      'text',
      'a number',
      'true or false',
      'a list',
      'an object',
    ]);
  });
});
