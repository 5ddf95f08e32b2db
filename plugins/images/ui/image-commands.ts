import type { Command, ViewerHandle } from '#ui';

/** A command of the viewer that has a place in the rail. */
export interface Tool {
  id: string;
  title: string;
  key: string;
  icon: string | null;
  startsGroup: boolean;
  /** Worth its place on a phone, where two fingers zoom. */
  isForTouch: boolean;
  run: () => void;
}

/** What the page of an image can do beside its viewer. */
export interface ImagePageActions {
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  readonly canDelete: boolean;
  goPrevious(): void;
  goNext(): void;
  leave(): void;
  download(): void;
  askToDelete(): void;
  toggleSidebar(): void;
  copyLink(): void;
}

/** The viewer's tools, in the rail's order. */
export function viewerTools(viewer: () => ViewerHandle | null): Tool[] {
  const tool = (
    id: string,
    title: string,
    key: string,
    icon: string | null,
    act: (handle: ViewerHandle) => unknown,
    more: Partial<Tool> = {},
  ): Tool => ({
    id: `images.${id}`,
    title,
    key,
    icon,
    startsGroup: false,
    isForTouch: false,
    ...more,
    run: () => {
      const handle = viewer();
      if (handle) act(handle);
    },
  });
  return [
    tool('zoom-in', 'Zoom in', '+', 'zoom-in', (handle) => handle.zoomIn()),
    tool('zoom-out', 'Zoom out', '-', 'zoom-out', (handle) => handle.zoomOut()),
    tool('fit', 'Fit the picture', 'Shift+1', 'maximize', (handle) => handle.fit(), { isForTouch: true }),
    tool('one-to-one', '1:1 pixels', 'Shift+0', null, (handle) => handle.oneToOne(), { isForTouch: true }),
    tool('rotate-left', 'Turn left', '[', 'rotate-ccw', (handle) => handle.rotateLeft(), { startsGroup: true }),
    tool('rotate-right', 'Turn right', ']', 'rotate-cw', (handle) => handle.rotateRight(), { isForTouch: true }),
    tool('flip', 'Mirror', 'Shift+h', 'flip-vertical-2', (handle) => handle.flip()),
    tool('home', 'Upright and whole', 'Home', 'refresh-ccw', (handle) => handle.home()),
    tool('full-screen', 'Full screen', 'Shift+f', 'expand', (handle) => handle.toggleFullScreen(), {
      startsGroup: true,
      isForTouch: true,
    }),
  ];
}

/** Every command of the page of an image. */
export function imageCommands(page: ImagePageActions, tools: readonly Tool[]): Command[] {
  const group = 'Image';
  return [
    {
      id: 'images.next',
      title: 'Next image',
      key: ['ArrowRight', 'j'],
      group,
      icon: 'chevron-right',
      when: () => page.hasNext,
      run: () => page.goNext(),
    },
    {
      id: 'images.previous',
      title: 'Previous image',
      key: ['ArrowLeft', 'k'],
      group,
      icon: 'chevron-left',
      when: () => page.hasPrevious,
      run: () => page.goPrevious(),
    },
    {
      id: 'images.leave',
      title: 'Back to the project',
      key: 'Escape',
      group,
      icon: 'arrow-left',
      run: () => page.leave(),
    },
    {
      id: 'images.download',
      title: 'Download the original',
      key: 'Shift+d',
      group,
      icon: 'download',
      run: () => page.download(),
    },
    {
      id: 'images.copy-link',
      title: 'Copy a link to this view',
      key: 'Shift+c',
      group,
      icon: 'link',
      run: () => page.copyLink(),
    },
    {
      id: 'images.delete',
      title: 'Delete this image',
      key: 'Delete',
      group,
      icon: 'trash-2',
      when: () => page.canDelete,
      run: () => page.askToDelete(),
    },
    {
      id: 'images.sidebar',
      title: 'Show or hide the sidebar',
      key: '\\',
      group,
      icon: 'panel-right',
      run: () => page.toggleSidebar(),
    },
    ...tools.map(({ id, title, key, icon, run }) => ({
      id,
      title,
      key: key === '+' ? ['+', '='] : key,
      group: 'Viewer',
      icon: icon ?? 'scan',
      run,
    })),
  ];
}
