import type { Command } from '#ui';
import { changeOptions, changeStyle, overlayOptions, styleOf } from './overlay-options.ts';
import type { LayerData } from './layer-data.ts';

/** What the panel can do beside changing options. */
export interface PanelActions {
  readonly data: LayerData | null;
  /** Chooses the next analysis of the list, round and round. */
  chooseNext(): void;
}

// Letters and digits alone are for labels; ours have Shift.
/** The commands of the section: each has a key and a place in the palette. */
export function panelCommands(panel: PanelActions): Command[] {
  const { data } = panel;
  if (!data) return [];
  const options = overlayOptions.value;
  const types = [...new Set(data.rasters.map(({ annotation_type }) => annotation_type))];
  const areRastersVisible = types.some((type) => styleOf(options, type).visible);
  const command = (id: string, title: string, key: string, icon: string, run: () => unknown): Command => ({
    id: `ml-analysis.${id}`,
    title,
    key,
    group: 'ML analysis',
    icon,
    run,
  });
  const isPair = options.mode === 'side-by-side';
  return [
    command('overlays', options.isOn ? 'Hide all overlays' : 'Show overlays', 'Shift+o', 'layers', () =>
      changeOptions({ isOn: !options.isOn }),
    ),
    command('boxes', options.boxes.visible ? 'Hide boxes' : 'Show boxes', 'Shift+b', 'boxes', () =>
      changeStyle('boxes', { visible: !options.boxes.visible }),
    ),
    ...(types.length > 0
      ? [
          command('heatmap', areRastersVisible ? 'Hide heatmaps' : 'Show heatmaps', 'Shift+e', 'flame', () => {
            for (const type of types) changeStyle(type, { visible: !areRastersVisible });
          }),
        ]
      : []),
    command(
      'mode',
      isPair ? 'Overlays on the picture' : 'Original and overlays side by side',
      'Shift+s',
      'columns-2',
      () => changeOptions({ mode: isPair ? 'overlay' : 'side-by-side' }),
    ),
    command(
      'labels',
      options.showLabels ? 'Hide words beside boxes' : 'Show words beside boxes',
      'Shift+w',
      'tag',
      () => changeOptions({ showLabels: !options.showLabels }),
    ),
    command('next', 'Show the next analysis', 'Shift+n', 'microscope', () => panel.chooseNext()),
  ];
}
