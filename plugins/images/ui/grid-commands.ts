import { setQuery, type Command } from '#ui';

/** What the grid lets its commands do. */
export interface GridActions {
  readonly canUpload: boolean;
  readonly selectedCount: number;
  chooseFiles(kind?: 'files' | 'folder'): void;
  focusSearch(): void;
  selectAll(): Promise<void>;
  clearSelection(): void;
  askToDelete(): void;
  download(): void;
}

/** The commands of the tab Images. */
export function gridCommands(grid: GridActions): Command[] {
  const group = 'Images';
  const hasSelection = (): boolean => grid.selectedCount > 0;
  const sizes = [
    ['s', 'Small thumbnails'],
    ['m', 'Medium thumbnails'],
    ['l', 'Large thumbnails'],
  ] as const;
  const canUpload = (): boolean => grid.canUpload;
  return [
    {
      id: 'images.search',
      title: 'Search in the images',
      key: '/',
      group,
      icon: 'search',
      run: () => grid.focusSearch(),
    },
    {
      id: 'images.upload',
      title: 'Upload files',
      key: 'u',
      group,
      icon: 'upload',
      when: canUpload,
      run: () => grid.chooseFiles(),
    },
    {
      id: 'images.upload-folder',
      title: 'Upload a folder',
      group,
      icon: 'folder-up',
      when: canUpload,
      run: () => grid.chooseFiles('folder'),
    },
    {
      id: 'images.select-all',
      title: 'Select all images',
      key: 'Mod+a',
      group,
      icon: 'check-check',
      run: () => grid.selectAll(),
    },
    {
      id: 'images.clear',
      title: 'Clear the selection',
      key: 'Escape',
      group,
      icon: 'x',
      when: hasSelection,
      run: () => grid.clearSelection(),
    },
    {
      id: 'images.download',
      title: 'Download the selected images',
      key: 'd',
      group,
      icon: 'download',
      when: hasSelection,
      run: () => grid.download(),
    },
    {
      id: 'images.delete',
      title: 'Delete the selected images',
      key: 'Delete',
      group,
      icon: 'trash-2',
      when: hasSelection,
      run: () => grid.askToDelete(),
    },
    ...sizes.map(([size, title]) => ({
      id: `images.size-${size}`,
      title,
      group,
      icon: 'layout-grid',
      run: () => setQuery({ size: size === 'm' ? null : size }),
    })),
  ];
}
