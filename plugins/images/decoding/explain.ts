// Runs in the decoder process only: what an error means for the person whose picture it is.
import { DecodeFailure } from './failure.ts';

/** Turns whatever a task threw into a `DecodeFailure`: libvips has no codes, only messages. */
export function explain(error: unknown): DecodeFailure {
  if (error instanceof DecodeFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (diskTroubles.test(message) || diskTroubles.test(code)) {
    return new DecodeFailure('storage', `The picture could not be read or written: ${firstLine(message)}.`);
  }
  if (/unsupported image format|operation is blocked/i.test(message)) {
    return new DecodeFailure('unsupported_type', "The file's format is not one that can be read here.");
  }
  if (/compression format has not been built in|unsupported (codec|feature)|no decoding plugin/i.test(message)) {
    return new DecodeFailure(
      'unsupported_type',
      `The picture is compressed in a way that can't be read here (${firstLine(message)}); save it as PNG or TIFF.`,
    );
  }
  if (/out of memory|unable to allocate|cannot allocate/i.test(message)) {
    return new DecodeFailure('out_of_memory', `The picture needs more memory to decode than there is.`);
  }
  return new DecodeFailure('damaged', `The picture is damaged or incomplete: ${firstLine(message)}.`);
}

const diskTroubles =
  /no space left|ENOSPC|EACCES|EROFS|EEXIST|EMFILE|EIO|input file is missing|unable to open .* for writ/i;

/** libvips repeats itself over many lines, with paths of ours in them. */
function firstLine(message: string): string {
  const lines = message.split('\n').map((line) => line.replace(/(\/[\w.@-]+){2,}/g, 'the file').trim());
  const telling = lines.find((line) => line !== '' && !/^(warning treated as error|input file has|vips2)/i.test(line));
  return (telling ?? lines[0] ?? '').replace(/[.\s]+$/, '');
}
