/** A file with its path inside the folder that was dropped or chosen; an empty path for a file by itself. */
export interface PathedFile {
  file: File;
  path: string;
}

const isHidden = (name: string): boolean => name.startsWith('.') || name === 'Thumbs.db' || name === 'desktop.ini';

/** Every file that was dropped, folders searched through; files that systems hide are left out. Call it in the drop
    event itself, because the browser forgets the items afterwards. */
export async function filesOfDrop(transfer: DataTransfer): Promise<PathedFile[]> {
  const entries = [...transfer.items].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null));
  const plain = [...transfer.files].map((file) => ({ file, path: '' }));
  if (entries.every((entry) => entry === null || entry.isFile)) return plain;
  const found: PathedFile[] = [];
  for (const entry of entries) if (entry) await collect(entry, found);
  return found;
}

/** The files of an <input type=file>, with their paths when a folder was chosen. */
export function filesOfInput(input: HTMLInputElement): PathedFile[] {
  return [...(input.files ?? [])]
    .filter(({ name }) => !isHidden(name))
    .map((file) => ({ file, path: file.webkitRelativePath }));
}

async function collect(entry: FileSystemEntry, found: PathedFile[]): Promise<void> {
  if (isHidden(entry.name)) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ file, path: entry.fullPath.replace(/^\//, '') });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A browser hands a folder over in portions; an empty one ends it.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return;
    for (const child of portion) await collect(child, found);
  }
}
