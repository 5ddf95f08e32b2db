import { expect } from 'chai';
import { csvField, pythonFloat, pythonJson, pythonTime } from '../export/python-text.ts';

describe('text as Python writes it', () => {
  it('writes floats as repr does', () => {
    const table: [string, string][] = [
      ['1', '1.0'],
      ['0', '0.0'],
      ['-0', '-0.0'],
      ['0.5', '0.5'],
      ['0.87', '0.87'],
      ['0.8734567761421204', '0.8734567761421204'],
      ['0.001234', '0.001234'],
      ['0.0001', '0.0001'],
      ['0.00001', '1e-05'],
      ['1e-07', '1e-07'],
      ['0.000012345', '1.2345e-05'],
      ['-2.50', '-2.5'],
      ['1000000000000000.0', '1000000000000000.0'],
      ['10000000000000000.0', '1e+16'],
      ['1.5e300', '1.5e+300'],
    ];
    for (const [given, wanted] of table) expect(pythonFloat(given), given).to.equal(wanted);
  });

  it('writes JSON as json.dumps does, from the text of a jsonb value', () => {
    expect(pythonJson('{"é": "😀", "n": 100000000000000000000, "f": 0.00001, "l": [1.0, "1.0 \\"e5\\""]}')).to.equal(
      '{"\\u00e9": "\\ud83d\\ude00", "n": 100000000000000000000, "f": 1e-05, "l": [1.0, "1.0 \\"e5\\""]}',
    );
    expect(pythonJson('{"a": "\x7f"}')).to.equal('{"a": "\\u007f"}');
    expect(pythonJson('{}')).to.equal('{}');
  });

  it('writes times as isoformat does', () => {
    expect(pythonTime('2026-11-22 06:51:24.48846')).to.equal('2026-11-22T06:51:24.488460+00:00');
    expect(pythonTime('2026-11-22T06:51:24.488Z')).to.equal('2026-11-22T06:51:24.488000+00:00');
    expect(pythonTime('2026-11-22T06:51:24.000Z')).to.equal('2026-11-22T06:51:24+00:00');
  });

  it('quotes what csv quotes', () => {
    expect(csvField('a b')).to.equal('a b');
    expect(csvField('a,b')).to.equal('"a,b"');
    expect(csvField('say "a"\n')).to.equal('"say ""a""\n"');
  });
});
