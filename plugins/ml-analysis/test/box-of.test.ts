import { expect } from 'chai';
import { boxOf } from '../annotations/box-of.ts';

const image = { width: 4000, height: 3000 };
const box = (data: Record<string, unknown>, type = 'bounding_box') => boxOf(type, data, image);

describe('the box of an annotation', () => {
  it('is read in each shape that pipelines send', () => {
    const wanted = [10, 20, 110, 70];
    expect(box({ x_min: 10, y_min: 20, x_max: 110, y_max: 70 })).to.deep.equal(wanted);
    expect(box({ x_min: 10, y_min: 20, x_max: 110, y_max: 70 }, 'detection')).to.deep.equal(wanted);
    expect(box({ left: 10, top: 20, right: 110, bottom: 70 })).to.deep.equal(wanted);
    expect(box({ bbox: [10, 20, 100, 50] })).to.deep.equal(wanted);
  });

  it('is scaled from the size that the detector saw to that of the image', () => {
    const seen = { x_min: 10, y_min: 20, x_max: 110, y_max: 70, image_width: 400, image_height: 300 };
    expect(box(seen)).to.deep.equal([100, 200, 1100, 700]);
    expect(box({ ...seen, image_width: 4000, image_height: 3000 })).to.deep.equal([10, 20, 110, 70]);
    expect(box({ bbox: [0, 0, 1, 1], image_width: 0, image_height: -1 })).to.deep.equal([0, 0, 1, 1]);
  });

  it('has its corners in order, and may reach over the edge of the image', () => {
    expect(box({ x_min: 110, y_min: 70, x_max: 10, y_max: 20 })).to.deep.equal([10, 20, 110, 70]);
    expect(box({ x_min: -5, y_min: -5, x_max: 5000, y_max: 4000 })).to.deep.equal([-5, -5, 5000, 4000]);
  });

  it('is not there without four numbers, for numbers beyond 32 bits, and for what is drawn as a picture', () => {
    for (const data of [
      {},
      { x_min: 1, y_min: 2, x_max: 3 },
      { x_min: '1', y_min: 2, x_max: 3, y_max: 4 },
      { bbox: [1, 2, 3] },
      { bbox: [1, 2, 3, null] },
      { x_min: 0, y_min: 0, x_max: 1e300, y_max: 1 },
    ]) {
      expect(box(data), JSON.stringify(data)).to.equal(null);
    }
    for (const type of ['heatmap', 'mask', 'segmentation', 'classification']) {
      expect(box({ bbox: [1, 2, 3, 4] }, type)).to.equal(null);
    }
  });
});
