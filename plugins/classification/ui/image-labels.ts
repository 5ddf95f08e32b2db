import { ApiProblem, announce, api, sentenceOf, toast, type ImageJson } from '#ui';
import type { ClassificationJson, ClassJson } from '../schemas.ts';
import type { Me } from './me.ts';

/**
 * The labels of one image, and the caller's own switched on and off at once: what the person wants shows immediately,
 * the server follows one call at a time, and a refusal takes it back with its reason.
 */
export class ImageLabels {
  readonly image: ImageJson;
  readonly #me: Me;
  readonly #changed: () => void;
  /** What the person wants of a class, while the server does not have it yet. */
  readonly #wanted = new Map<string, boolean>();
  #labels: readonly ClassificationJson[] | undefined;
  #failure = '';

  constructor(image: ImageJson, me: Me, changed: () => void) {
    this.image = image;
    this.#me = me;
    this.#changed = changed;
  }

  /** As the server last said; undefined until it has. */
  get labels(): readonly ClassificationJson[] | undefined {
    return this.#labels;
  }

  /** Why the labels could not be loaded; empty if they could. */
  get failure(): string {
    return this.#failure;
  }

  async load(): Promise<void> {
    try {
      const { id, deleted_at } = this.image;
      this.#labels = await api.get(`/images/${id}/classifications${deleted_at ? '?include_deleted=true' : ''}`);
      this.#failure = '';
    } catch (error) {
      this.#failure = sentenceOf(error);
    }
    this.#changed();
  }

  /** Whether the person has this label on, or wants it on. */
  hasMine(classId: string): boolean {
    return this.#wanted.get(classId) ?? this.#mine(classId) !== undefined;
  }

  /** The labels of a class that others put on. */
  othersOf(classId: string): readonly ClassificationJson[] {
    return (this.#labels ?? []).filter(
      ({ class_id, created_by_id }) => class_id === classId && created_by_id !== this.#me.id,
    );
  }

  isMine({ created_by_id }: ClassificationJson): boolean {
    return created_by_id === this.#me.id;
  }

  /** Puts the person's label on or takes it off; answers whether it is on now. */
  toggle(imageClass: ClassJson): boolean {
    const { id, name } = imageClass;
    const wanted = !this.hasMine(id);
    const isUnderWay = this.#wanted.has(id);
    this.#wanted.set(id, wanted);
    this.#changed();
    announce(wanted ? `Labelled ${name}` : `No longer labelled ${name}`);
    if (!isUnderWay) void this.#follow(imageClass);
    return wanted;
  }

  /** Takes somebody else's label off. */
  async remove(label: ClassificationJson): Promise<void> {
    const before = this.#labels;
    this.#labels = before?.filter(({ id }) => id !== label.id);
    this.#changed();
    try {
      await this.#takeOff(label.id);
    } catch (error) {
      this.#labels = before;
      this.#changed();
      toast({ text: `The label stays. ${sentenceOf(error)}`, tone: 'danger' });
    }
  }

  #mine(classId: string): ClassificationJson | undefined {
    return this.#labels?.find((label) => label.class_id === classId && this.isMine(label));
  }

  /** Calls the server until it has what the person wants, which may change meanwhile. */
  async #follow({ id, name }: ClassJson): Promise<void> {
    try {
      for (let mine = this.#mine(id); this.#wanted.get(id) !== Boolean(mine); mine = this.#mine(id)) {
        if (mine) await this.#takeOff(mine.id);
        else await this.#putOn(id);
      }
    } catch (error) {
      const what = this.#wanted.get(id) ? 'could not be put on' : 'could not be taken off';
      toast({ text: `“${name}” ${what} ${this.image.filename}. ${sentenceOf(error)}`, tone: 'danger' });
    }
    this.#wanted.delete(id);
    this.#changed();
  }

  async #putOn(classId: string): Promise<void> {
    const body = { image_id: this.image.id, class_id: classId };
    const label = await api.post<ClassificationJson>(`/images/${this.image.id}/classifications`, body);
    this.#labels = [...(this.#labels ?? []).filter(({ id }) => id !== label.id), label];
  }

  async #takeOff(labelId: string): Promise<void> {
    try {
      await api.del(`/classifications/${labelId}`);
    } catch (error) {
      // Gone already is as good as taken off.
      if (!(error instanceof ApiProblem && error.status === 404)) throw error;
    }
    this.#labels = this.#labels?.filter(({ id }) => id !== labelId);
  }
}
