import { noChange } from 'lit';
import { Directive, PartType, directive, type ElementPart, type PartInfo } from 'lit/directive.js';

/** Styles by property name; a custom property keeps its dashes. */
export type StyleInfo = Readonly<Record<string, string | number | undefined | null>>;

/** Stands in for lit's own styleMap everywhere in the build: lit's writes a style attribute the first time, which the
    site's content security policy forbids; this one sets properties of `element.style` only. */
class StyleMapDirective extends Directive {
  #set: readonly string[] = [];

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ATTRIBUTE || part.name !== 'style') {
      throw new Error('The `styleMap` directive must be used in the `style` attribute, by itself.');
    }
  }

  render(_styles: StyleInfo): unknown {
    return noChange;
  }

  override update(part: unknown, [styles]: [StyleInfo]): unknown {
    const { style } = (part as ElementPart).element as HTMLElement;
    const given = Object.entries(styles).filter(([, value]) => value !== undefined && value !== null);
    const names = given.map(([name]) => cssName(name));
    for (const name of this.#set) if (!names.includes(name)) style.removeProperty(name);
    for (const [index, [, value]] of given.entries()) {
      const [text, important] = String(value).split(/\s*!\s*(important)\s*$/i);
      style.setProperty(names[index] ?? '', text ?? '', important ?? '');
    }
    this.#set = names;
    return noChange;
  }
}

function cssName(name: string): string {
  return name.includes('-') ? name : name.replace(/(?:^(webkit|moz|ms|o)|)(?=[A-Z])/g, '-$&').toLowerCase();
}

export const styleMap = directive(StyleMapDirective);
