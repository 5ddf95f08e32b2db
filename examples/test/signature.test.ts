import { expect } from 'chai';
import { signatureHeaders } from '../pipeline-typescript/signature.ts';
import { runPython, skipWithoutPython } from './run-example.ts';

// The vectors that every client of the pipeline API is held to.
const secret = 'my_secret_key';
const timestamp = '1234567890';
const vectors: [body: string, hex: string][] = [
  ['{"test":"data"}', '602bd4dc21ec90d34e2abe84547bb3bb84652074e02716604869ff74c1bc1e31'],
  ['', '1cbd648e8c8a3f32c1703621d14f6b58cd520ce7e6bfc5d109aa9ff672399876'],
  [
    '{"a":"\\u00e9","b":1.0,"c":[1e-07,100000000000000000000]}',
    'b5928d6c5bc15bf195c86f44d9c9557d6ddcb330e7877aa9bd294ca07db2b8e4',
  ],
];

describe('The signature of the example pipelines', () => {
  it('meets the published vectors in TypeScript', () => {
    for (const [body, hex] of vectors) {
      expect(signatureHeaders(secret, body, timestamp)).to.deep.equal({
        'X-ML-Timestamp': timestamp,
        'X-ML-Signature': `sha256=${hex}`,
      });
    }
  });

  it('stamps the present second unless told another', () => {
    const stamp = Number(signatureHeaders(secret, '')['X-ML-Timestamp']);
    expect(stamp).to.be.closeTo(Date.now() / 1000, 2);
  });

  it('meets the published vectors in Python', async function () {
    skipWithoutPython.call(this);
    const { stdout, stderr } = await runPython(
      `import json
from client import signature_headers
bodies = json.loads(${JSON.stringify(JSON.stringify(vectors.map(([body]) => body)))})
print(json.dumps([signature_headers('${secret}', body.encode(), '${timestamp}') for body in bodies]))`,
    );
    expect(stderr).to.equal('');
    expect(JSON.parse(stdout)).to.deep.equal(
      vectors.map(([, hex]) => ({ 'X-ML-Timestamp': timestamp, 'X-ML-Signature': `sha256=${hex}` })),
    );
  });
});
