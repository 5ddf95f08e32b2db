/** A file with its path inside the folder that was dropped or chosen; an empty path for a file by itself. */
export interface PathedFile {
  file: File;
  path: string;
}

const isHidden = (name: string): boolean => name.startsWith('.') || name === 'Thumbs.db' || name === 'desktop.ini';

/** What was found in a drop: the files, and the paths of files and folders that the browser would not read. */
export interface DroppedFiles {
  readonly files: PathedFile[];
  readonly unreadable: string[];
}

/** Every file that was dropped, folders searched through; files that systems hide are left out. Call it in the drop
    event itself, because the browser forgets the items afterwards. */
export async function filesOfDrop(transfer: DataTransfer): Promise<DroppedFiles> {
  const entries = [...transfer.items].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null));
  const plain = [...transfer.files].map((file) => ({ file, path: '' }));
  if (entries.every((entry) => entry === null || entry.isFile)) return { files: plain, unreadable: [] };
  const found: DroppedFiles = { files: [], unreadable: [] };
  for (const entry of entries) if (entry) await collect(entry, found);
  return found;
}

/** The files of an <input type=file>, with their paths when a folder was chosen. */
export function filesOfInput(input: HTMLInputElement): PathedFile[] {
  return [...(input.files ?? [])]
    .filter(({ name }) => !isHidden(name))
    .map((file) => ({ file, path: file.webkitRelativePath }));
}

async function collect(entry: FileSystemEntry, found: DroppedFiles): Promise<void> {
  if (isHidden(entry.name)) return;
  const path = entry.fullPath.replace(/^\//, '');
  try {
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
      found.files.push({ file, path });
    } else {
      for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) await collect(child, found);
    }
  } catch (error) {
    // One that is gone or locked must not keep the others out.
    if (!(error instanceof DOMException)) throw error;
    found.unreadable.push(path);
  }
}

/** A browser hands a folder over in portions, Chromium's of 100; an empty one ends it. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return children;
    children.push(...portion);
  }
}
