// A process that asks for paths over a few kept connections for a few seconds, and says how many were answered.
import { Agent, get } from 'node:http';

interface Order {
  url: string;
  paths: string[];
  seconds: number;
  connections: number;
}

process.once('message', (order) => {
  void run(order as Order).then((result) => process.send?.(result, () => process.exit(0)));
});

async function run({ url, paths, seconds, connections }: Order): Promise<{ perSecond: number; p99: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  let next = 0;
  const ask = (path: string) =>
    new Promise<void>((resolve, reject) => {
      const started = performance.now();
      get(`${url}${path}`, { agent }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${path} was answered with ${response.statusCode}.`));
        response.resume().once('end', () => {
          times.push(performance.now() - started);
          resolve();
        });
      }).once('error', reject);
    });
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) await ask(paths[next++ % paths.length] ?? '');
    }),
  );
  const took = (performance.now() - started) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  return { perSecond: times.length / took, p99: times[Math.floor(times.length * 0.99)] ?? NaN };
}
