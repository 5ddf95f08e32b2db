import { createServer, type AddressInfo } from 'node:net';
import { expect } from 'chai';
import { runPipeline, skipWithoutPython } from './run-example.ts';

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('The command lines of the example pipelines', function () {
  this.timeout(60_000);
  for (const language of ['typescript', 'python'] as const) {
    describe(`in ${language}`, () => {
      before(function () {
        if (language === 'python') skipWithoutPython.call(this);
      });

      it('end with code 2 and a sentence when used wrongly', async () => {
        for (const args of [
          [],
          ['--image', 'a', '--file', 'b'],
          ['--file', 'x', '--polarity', 'grey'],
          ['--nonsense'],
        ]) {
          const { code, stderr } = await runPipeline(language, args);
          expect(code, args.join(' ')).to.equal(2);
          expect(stderr).to.match(/--/);
        }
      });

      it('name the secret file that is missing, and how to name another', async () => {
        const { code, stderr } = await runPipeline(language, ['--image', 'x', '--secret-file', '/nowhere/secret']);
        expect(code).to.equal(2);
        expect(stderr)
          .to.contain('/nowhere/secret')
          .and.contain('--secret-file')
          .and.contain('ML_CALLBACK_HMAC_SECRET');
      });

      it('end with code 3 when no server answers', async () => {
        const port = await closedPort();
        const args = ['--image', 'x', '--server', `http://127.0.0.1:${port}`];
        const { code, stderr } = await runPipeline(language, args, { ML_CALLBACK_HMAC_SECRET: 'x' });
        expect(code).to.equal(3);
        expect(stderr).to.contain(`http://127.0.0.1:${port}`).and.contain('npm start');
      });

      it('explain themselves', async () => {
        const { code, stdout } = await runPipeline(language, ['--help']);
        expect(code).to.equal(0);
        expect(stdout).to.contain('--polarity').and.contain('Exit codes');
      });
    });
  }
});
