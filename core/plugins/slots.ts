/** The places of the browser shell that plugins may fill; the browser's `ui/slots.ts` says what each gives its elements. */
export const slotNames = ['page', 'project.tab', 'project.card', 'image.sidebar', 'image.badge', 'topbar'] as const;
export type SlotName = (typeof slotNames)[number];
