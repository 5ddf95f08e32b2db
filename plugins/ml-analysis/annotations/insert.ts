import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { transactionClient } from '#core';
import type { NewAnnotation } from '../schemas.ts';
import { boxOf } from './box-of.ts';
import type { PictureSize } from './box-of.ts';

const COPY = `copy ml_annotations
  (analysis_id, annotation_type, class_name, confidence, data, storage_path, ordering, x0, y0, x1, y1) from stdin`;
// Large enough to be worth a write, small enough that the database works while the next is made.
const ROWS_A_CHUNK = 250;

/**
 * Within the open transaction: adds annotations in their order by COPY, several times as fast as through the ORM.
 * `dataTexts` are their data as they were written, see data-texts.ts.
 */
export async function insertAnnotations(
  analysisId: string,
  image: PictureSize,
  annotations: readonly NewAnnotation[],
  dataTexts: readonly string[],
): Promise<void> {
  if (annotations.length === 0) return;
  const lines = chunks(analysisId, image, annotations, dataTexts);
  await pipeline(Readable.from(lines), transactionClient().query(copyFrom(COPY)));
}

function* chunks(
  analysisId: string,
  image: PictureSize,
  annotations: readonly NewAnnotation[],
  dataTexts: readonly string[],
): Generator<Buffer> {
  let text = '';
  for (const [index, annotation] of annotations.entries()) {
    text += lineOf(analysisId, image, annotation, dataTexts[index] ?? '{}');
    if ((index + 1) % ROWS_A_CHUNK === 0) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text) yield Buffer.from(text);
}

function lineOf(analysisId: string, image: PictureSize, annotation: NewAnnotation, dataText: string): string {
  const { annotation_type: type, class_name: className, confidence, data, storage_path: path, ordering } = annotation;
  const box = boxOf(type, data, image);
  return `${analysisId}\t${textField(type)}\t${textField(className)}\t${confidence ?? NULL}\t${escaped(dataText)}\t${textField(
    path,
  )}\t${ordering ?? NULL}\t${box ? box.join('\t') : NO_BOX}\n`;
}

const NULL = '\\N';
const NO_BOX = [NULL, NULL, NULL, NULL].join('\t');

const textField = (text: string | null | undefined): string =>
  text === null || text === undefined ? NULL : escaped(text);

// What the text format of COPY would take for its own signs.
const SIGNS = /[\\\t\n\r]/;
const NAMES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const escaped = (text: string): string =>
  SIGNS.test(text) ? text.replace(/[\\\t\n\r]/g, (sign) => NAMES[sign] ?? sign) : text;
