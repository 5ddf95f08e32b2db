import { expect } from 'chai';
import { createHash, randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { rows } from '#core';
import { eventually, expectProblem, makeApp } from '#core/testing';
import type { TestApp, TestUser } from '#core/testing';
import { makeProject } from '../../projects/test/make.ts';
import { decoder } from '../decoder.ts';
import type { ImageJson } from '../schemas.ts';
import { makeImage, makePicture, untilReady } from './make.ts';

let app: TestApp;
let project: { id: string };
let stranger: TestUser;

const bytesOf = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const response = await fetch(`${app.url}/api${path}`, { method, headers });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

describe('images on the wire', () => {
  before(async () => {
    app = await makeApp();
    stranger = await app.makeUser();
  });
  beforeEach(async () => {
    project = await makeProject(app);
  });
  after(() => app.stop());

  describe('a list of images', () => {
    const list = async (query = ''): Promise<{ names: string[]; total: number }> => {
      const { status, body, headers } = await app.send('GET', `/projects/${project.id}/images${query}`);
      expect(status).to.equal(200);
      const names = (body as ImageJson[]).map(({ filename }) => filename);
      return { names, total: Number(headers.get('x-total-count')) };
    };
    const tiny = () => makePicture({ width: 16, height: 16 });

    it('is a bare array, oldest first, with full pages and the total; both spellings of the path', async () => {
      const bytes = await tiny();
      const names = ['c.jpg', 'a.jpg', 'b.jpg', 'd.jpg'];
      for (const filename of names) await makeImage(app, project, { bytes, filename });
      expect(await list()).to.deep.equal({ names, total: 4 });
      expect(await list('/')).to.deep.equal({ names, total: 4 });
      expect(await list('?skip=1&limit=2')).to.deep.equal({ names: ['a.jpg', 'b.jpg'], total: 4 });
      expect(await list('?sort=-created_at&limit=1')).to.deep.equal({ names: ['d.jpg'], total: 4 });
      expect((await list('?sort=filename')).names).to.deep.equal(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
      expect((await list('?sort=-filename')).names).to.deep.equal(['d.jpg', 'c.jpg', 'b.jpg', 'a.jpg']);
      const one = await app.send('GET', `/projects/${project.id}/images?limit=1`);
      expect(one.body[0]).to.deep.equal((await app.send('GET', `/images/${one.body[0].id}`)).body);
    });

    it('sorts by size', async () => {
      for (const side of [300, 20, 100]) {
        await makeImage(app, project, { bytes: await makePicture({ width: side, height: side }), filename: `${side}` });
      }
      expect((await list('?sort=size_bytes')).names).to.deep.equal(['20', '100', '300']);
      expect((await list('?sort=-size_bytes')).names).to.deep.equal(['300', '100', '20']);
    });

    it('leaves deleted images out before it cuts the page, and shows them when asked', async () => {
      const bytes = await tiny();
      const images = [];
      for (const filename of ['1', '2', '3', '4', '5']) images.push(await makeImage(app, project, { bytes, filename }));
      for (const n of [3, 1]) {
        await app.send('DELETE', `/projects/${project.id}/images/${images[n]?.id}`, {
          body: { reason: 'for the test of lists' },
        });
      }
      expect(await list('?limit=3')).to.deep.equal({ names: ['1', '3', '5'], total: 3 });
      expect(await list('?include_deleted=true')).to.deep.equal({ names: ['1', '2', '3', '4', '5'], total: 5 });
      expect(await list('?deleted_only=yes')).to.deep.equal({ names: ['2', '4'], total: 2 });
      expect((await list('?deleted_only=1&search_field=filename&search_value=4')).total).to.equal(2);
    });

    it('searches names, types, uploaders, all metadata and one key of it, wildcards standing for themselves', async () => {
      const bytes = await tiny();
      await makeImage(app, project, { bytes, filename: 'Slide_1.jpg', metadata: { Stain: 'H&E 50%', n: 7 } });
      await makeImage(app, project, { bytes, filename: 'slideX1.jpg', metadata: { other: { deep: 'Stain' } } });
      const png = await makePicture({ width: 16, height: 16, format: 'png' });
      await makeImage(app, project, { bytes: png, filename: 'other.png' });
      const found = async (field: string, value: string) =>
        (await list(`?search_field=${encodeURIComponent(field)}&search_value=${encodeURIComponent(value)}`)).names;
      expect(await found('filename', 'slide_')).to.deep.equal(['Slide_1.jpg']);
      expect(await found('filename', '%')).to.deep.equal([]);
      expect(await found('filename', '\\')).to.deep.equal([]);
      expect(await found('content_type', 'PNG')).to.deep.equal(['other.png']);
      expect(await found('uploaded_by', 'ME@local')).to.have.length(3);
      expect(await found('uploaded_by', "' or 1=1 --")).to.deep.equal([]);
      expect(await found('metadata', 'stain')).to.deep.equal(['Slide_1.jpg', 'slideX1.jpg']);
      expect(await found('Stain', 'h&e')).to.deep.equal(['Slide_1.jpg']);
      expect(await found('Stain', '50%')).to.deep.equal(['Slide_1.jpg']);
      expect(await found('n', '7')).to.deep.equal(['Slide_1.jpg']);
      expect(await found("'; drop table images; --", 'x')).to.deep.equal([]);
      expect(await list('?search_field=filename')).to.include({ total: 3 });
      expect(await list('?search_field=filename&search_value=')).to.include({ total: 3 });
    });

    it('is empty for a project that is not there, and not there for strangers', async () => {
      const unknown = await app.send('GET', `/projects/${randomUUID()}/images`);
      expect(unknown.status).to.equal(200);
      expect(unknown.body).to.deep.equal([]);
      for (const id of [project.id, randomUUID()]) {
        expectProblem(await app.send('GET', `/projects/${id}/images`, { as: stranger }), 404, {
          detail: 'Project not found',
        });
      }
    });

    it('refuses ill-formed pages, sorts and ids', async () => {
      for (const query of ['skip=-1', 'limit=0', 'limit=x', 'sort=id', 'include_deleted=perhaps', 'search_value=%00']) {
        expectProblem(await app.send('GET', `/projects/${project.id}/images?${query}`), 422);
      }
      expectProblem(await app.send('GET', '/projects/x/images'), 422);
    });
  });

  describe('one image', () => {
    let image: ImageJson;
    let picture: Buffer<ArrayBuffer>;
    beforeEach(async () => {
      picture = await makePicture({ width: 900, height: 600 });
      image = await makeImage(app, project, { bytes: picture, filename: 'Ein "Bild" – 1.jpg' });
    });

    it('is read, and says what the caller may do to it', async () => {
      const { body } = await app.send('GET', `/images/${image.id}`);
      expect(body).to.include({ id: image.id, width: 900, height: 600 });
      expect(body.abilities).to.include({ edit: true, delete: true });
    });

    it('tells where its original is, as a path behind any prefix', async () => {
      const { body } = await app.send('GET', `/images/${image.id}/download`);
      expect(body).to.deep.equal({
        url: `/images/${image.id}/content`,
        object_key: image.object_storage_key,
        method: 'GET',
      });
      for (const prefix of ['/api', '/api-key'] as const) {
        const admin = await app.makeUser({ isAdministrator: true });
        expect((await app.send('GET', body.url, { prefix, as: admin })).status).to.equal(200);
      }
    });

    it('is hidden from strangers, unknown and malformed, on every route of it', async () => {
      for (const rest of ['', '/download', '/content', '/thumbnail', '/neighbours']) {
        const ask = (id: string, as?: TestUser) => app.send('GET', `/images/${id}${rest}`, as ? { as } : {});
        expectProblem(await ask(image.id, stranger), 404, { detail: 'Image not found' });
        expectProblem(await ask(randomUUID()), 404, { detail: 'Image not found' });
        expectProblem(await ask('nonsense'), 422);
      }
      expectProblem(await app.send('POST', `/images/${image.id}/rebuild`, { as: stranger }), 404);
    });

    it('gives its file byte for byte, so that nothing of it can run', async () => {
      const { status, headers, bytes } = await bytesOf(`/images/${image.id}/content`);
      expect(status).to.equal(200);
      expect(bytes.equals(picture)).to.equal(true);
      expect(headers.get('content-type')).to.equal('image/jpeg');
      expect(headers.get('content-length')).to.equal(String(picture.length));
      expect(headers.get('etag')).to.equal(`"${createHash('sha256').update(picture).digest('hex')}"`);
      expect(new Date(headers.get('last-modified') ?? '').getTime()).to.be.closeTo(Date.now(), 60_000);
      expect(headers.get('accept-ranges')).to.equal('bytes');
      expect(headers.get('content-security-policy')).to.match(/^sandbox/);
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('content-disposition')).to.match(/^inline; filename="Ein __?22Bild/);
      expect(headers.get('content-disposition')).to.contain("filename*=UTF-8''Ein%20");
    });

    it('answers HEAD and conditions without the file', async () => {
      const path = `/images/${image.id}/content`;
      const head = await bytesOf(path, {}, 'HEAD');
      expect([head.status, head.bytes.length]).to.deep.equal([200, 0]);
      expect(head.headers.get('content-length')).to.equal(String(picture.length));
      const etag = head.headers.get('etag') ?? '';
      const modified = head.headers.get('last-modified') ?? '';
      expect((await bytesOf(path, { 'if-none-match': etag })).status).to.equal(304);
      expect((await bytesOf(path, { 'if-modified-since': modified })).status).to.equal(304);
      expect((await bytesOf(path, { 'if-none-match': '"other"' })).status).to.equal(200);
    });

    it('gives parts by Range, unless If-Range says that the file is another', async () => {
      const path = `/images/${image.id}/content`;
      const size = picture.length;
      const cases: [string, number, number][] = [
        ['bytes=0-99', 0, 99],
        ['bytes=100-', 100, size - 1],
        ['bytes=-10', size - 10, size - 1],
        [`bytes=5-${size * 9}`, 5, size - 1],
        [`bytes=-${size * 9}`, 0, size - 1],
      ];
      for (const [range, start, end] of cases) {
        const part = await bytesOf(path, { range });
        expect(part.status, range).to.equal(206);
        expect(part.headers.get('content-range')).to.equal(`bytes ${start}-${end}/${size}`);
        expect(part.headers.get('content-length')).to.equal(String(end - start + 1));
        expect(part.bytes.equals(picture.subarray(start, end + 1)), range).to.equal(true);
      }
      const head = await bytesOf(path, { range: 'bytes=0-99' }, 'HEAD');
      expect([head.status, head.headers.get('content-length')]).to.deep.equal([206, '100']);
      const etag = head.headers.get('etag') ?? '';
      const modified = head.headers.get('last-modified') ?? '';
      for (const [condition, status] of [
        [etag, 206],
        [modified, 206],
        ['"other"', 200],
        ['Sat, 01 Jan 2000 00:00:00 GMT', 200],
      ] as const) {
        expect((await bytesOf(path, { range: 'bytes=0-9', 'if-range': condition })).status, condition).to.equal(status);
      }
      for (const ignored of ['bytes=9-5', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,5-6', 'bytes=-']) {
        expect((await bytesOf(path, { range: ignored })).status, ignored).to.equal(200);
      }
      for (const outside of [`bytes=${size}-`, 'bytes=-0']) {
        const reply = await app.send('GET', path, { headers: { range: outside } });
        expectProblem(reply, 416);
        expect(reply.headers.get('content-range')).to.equal(`bytes */${size}`);
      }
    });

    it('gives thumbnails that fit into the box, sharp enough for it, and never enlarged', async () => {
      const small = await bytesOf(`/images/${image.id}/thumbnail`);
      expect(small.headers.get('content-type')).to.equal('image/jpeg');
      expect(small.headers.get('cache-control')).to.match(/private.*immutable/);
      expect(small.headers.get('content-disposition')).to.match(/^inline; filename="thumbnail_Ein/);
      const sizes: [string, number, number][] = [
        ['', 200, 133],
        ['?width=400&height=400', 400, 267],
        ['?width=800&height=600', 800, 533],
        ['?width=400&height=100', 150, 100],
        ['?width=5000&height=5000', 900, 600],
        ['?width=30&height=30', 30, 20],
        ['?width=1&height=1', 1, 1],
      ];
      for (const [query, most, least] of sizes) {
        const { status, bytes } = await bytesOf(`/images/${image.id}/thumbnail${query}`);
        expect(status).to.equal(200);
        const { width = 0, height = 0 } = await sharp(bytes).metadata();
        expect(width, query).to.be.at.most(most);
        expect(height, query).to.be.at.most(least);
        // One rung of the ladder down at most.
        expect(width, query).to.be.at.least(Math.min(most, Math.floor(most / 2)));
      }
      const etag = small.headers.get('etag') ?? '';
      expect((await bytesOf(`/images/${image.id}/thumbnail`, { 'if-none-match': etag })).status).to.equal(304);
    });

    it('keeps transparency in thumbnails, and turns those of TIFF into what browsers draw', async () => {
      const clear = {
        create: { width: 50, height: 40, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.5 } },
      } as const;
      const png = await makeImage(app, project, { bytes: await sharp(clear).png().toBuffer() });
      const webp = await bytesOf(`/images/${png.id}/thumbnail`);
      expect(webp.headers.get('content-type')).to.equal('image/webp');
      expect((await sharp(webp.bytes).metadata()).hasAlpha).to.equal(true);
      const tiff = await makeImage(app, project, { format: 'tiff', filename: 'a.tif' });
      const jpeg = await bytesOf(`/images/${tiff.id}/thumbnail`);
      expect(jpeg.headers.get('content-type')).to.equal('image/jpeg');
      expect((await sharp(jpeg.bytes).metadata()).format).to.equal('jpeg');
    });

    it('refuses boxes of nothing with the words of the contract', async () => {
      for (const query of ['width=0', 'height=-5']) {
        expectProblem(await app.send('GET', `/images/${image.id}/thumbnail?${query}`), 400, {
          detail: 'Width and height must be positive integers',
        });
      }
      expectProblem(await app.send('GET', `/images/${image.id}/thumbnail?width=1.5`), 422);
    });
  });

  it('knows its neighbours and its position in any order', async () => {
    const bytes = await makePicture({ width: 16, height: 16 });
    const ids = [];
    for (const filename of ['b', 'c', 'a']) ids.push((await makeImage(app, project, { bytes, filename })).id);
    const [b, c, a] = ids;
    const of = async (id: string | undefined, sort = '') =>
      (await app.send('GET', `/images/${id}/neighbours${sort}`)).body;
    expect(await of(b)).to.deep.equal({ previous_id: null, next_id: c, position: 1, total: 3 });
    expect(await of(c)).to.deep.equal({ previous_id: b, next_id: a, position: 2, total: 3 });
    expect(await of(c, '?sort=-created_at')).to.deep.equal({ previous_id: a, next_id: b, position: 2, total: 3 });
    expect(await of(a, '?sort=filename')).to.deep.equal({ previous_id: null, next_id: b, position: 1, total: 3 });
    expect(await of(c, '?sort=-filename')).to.deep.equal({ previous_id: null, next_id: b, position: 1, total: 3 });
    // One moment for all: the id decides.
    await rows('update images set created_at = now() where project_id = $1', [project.id]);
    const sorted = [...ids].sort();
    expect(await of(sorted[1])).to.deep.equal({ previous_id: sorted[0], next_id: sorted[2], position: 2, total: 3 });
    expectProblem(await app.send('GET', `/images/${b}/neighbours?sort=nonsense`), 422);
    const [first, middle, last] = sorted;
    await app.send('DELETE', `/projects/${project.id}/images/${middle}`, { body: { reason: 'Taken by mistake.' } });
    expect(await of(first)).to.deep.equal({ previous_id: null, next_id: last, position: 1, total: 2 });
    const place = { previous_id: first, next_id: last, position: 2, total: 2 };
    expect(await of(middle, '?include_deleted=true')).to.deep.equal(place);
    const turned = { previous_id: last, next_id: first, position: 2, total: 2 };
    expect(await of(middle, '?include_deleted=true&sort=-created_at')).to.deep.equal(turned);
  });

  it('makes the tiles anew when they failed, and not otherwise', async () => {
    const image = await makeImage(app, project, { ready: true });
    expectProblem(await app.send('POST', `/images/${image.id}/rebuild`), 409, { code: 'images.has_tiles' });
    await rows("update images set state = 'failed', failure = 'It broke.', pyramid_key = null where id = $1", [
      image.id,
    ]);
    const again = await app.send('POST', `/images/${image.id}/rebuild`);
    expect(again.status).to.equal(202);
    expect(again.body).to.include({ state: 'processing', failure: null });
    await untilReady(app, image.id);
  });

  it('makes the tiles although a decoder was killed meanwhile', async () => {
    const image = await makeImage(app, project, { width: 3500, height: 3500 });
    await eventually('a decoder is at work', async () => {
      const [tried] = await rows<{ state: string }>(
        "select state from pgboss.job where name = 'images.build-pyramid' and singleton_key = $1 and state = 'active'",
        [image.id],
      );
      return tried && decoder().processIds().length > 0;
    });
    for (const pid of decoder().processIds()) process.kill(pid, 'SIGKILL');
    await untilReady(app, image.id);
  });

  it('says why when the tiles can not be made, after the last try', async () => {
    const image = await makeImage(app, project, { ready: true });
    const { originals, originalKey } = await import('../storage.ts');
    await originals.write(originalKey(image.id), Buffer.from('no longer a picture'), { contentType: 'image/jpeg' });
    await rows("update images set state = 'failed', pyramid_key = null where id = $1", [image.id]);
    await app.send('POST', `/images/${image.id}/rebuild`);
    const failure = untilReady(app, image.id).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(await failure).to.match(/format|damaged/);
  });
});
