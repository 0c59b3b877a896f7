/**
 * `editor.js`, global `acequiaEditor`: a CodeMirror editor for SQL or JSON inside the works' shadow root.
 *
 * It knows no service and keeps no text of its own making: words that a reader sees come in with the options. It
 * runs nothing; it says what was asked to be run. Colours are the works' custom properties, so that light and dark
 * need no message.
 */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, startCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { sql } from '@codemirror/lang-sql';
import { bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState, Prec, StateEffect, StateField } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { Decoration, EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers, placeholder } from '@codemirror/view';
import type { DecorationSet } from '@codemirror/view';
import { athena, columnCompletions, functionCompletions } from './editor/athena';
import { format } from './editor/format';
import { statementAt } from './editor/statement';
import { colours, look } from './editor/look';

/** What may be completed: databases, their tables, and the tables' columns. The first database is the one that a bare table name belongs to. */
export type Schema = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** How an editor begins. */
export interface EditorOptions {
  readonly value: string;
  /** Which of several texts it is; see {@link Editor.open}. */
  readonly name?: string;
  readonly language: 'sql' | 'json';
  /** The name that a screen reader says. */
  readonly label: string;
  readonly lang?: string;
  readonly placeholder?: string;
  readonly readOnly?: boolean;
  /** After each change, with the whole text. */
  readonly onChange?: (value: string) => void;
  /** Mod-Enter: the whole text. Mod-Shift-Enter: the selection, or else the statement at the cursor. `line` (from 1) is where it begins. */
  readonly onRun?: (value: string, line: number) => void;
  /** Mod-s. */
  readonly onSave?: (value: string) => void;
  /** Ctrl-] and Ctrl-[: to the next text, or to the one before. Without it they indent. */
  readonly onStep?: (bracket: ']' | '[') => void;
}

const markError = StateEffect.define<{ from: number; to: number; message: string } | null>();

const errorField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(markError)) continue;
      const at = effect.value;
      return at === null ? Decoration.none : Decoration.set([mark(at.message).range(at.from, at.to)]);
    }
    // An edit inside the mark ends it: what it said may no longer hold.
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function mark(message: string): Decoration {
  return Decoration.mark({ class: 'cm-wrong', attributes: { title: message, 'aria-invalid': 'true' } });
}

function sqlLanguage(schema: Schema): Extension {
  const database = Object.keys(schema)[0];
  const language = sql({ dialect: athena, schema, upperCaseKeywords: true, ...(database === undefined ? {} : { defaultSchema: database }) });
  const more = [functionCompletions, columnCompletions(schema)];
  return [language, more.map((autocomplete) => athena.language.data.of({ autocomplete }))];
}

/**
 * Chromium keeps the look of what is typed over by writing a `style` attribute, which `style-src 'self'` blocks and reports. So a
 * text that replaces a selection goes straight into the document.
 */
const typedOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== 'insertText' || event.data === null || view.composing || view.state.readOnly) return false;
    if (view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

/** A living editor. */
export class Editor {
  readonly #view: EditorView;
  readonly #language = new Compartment();
  readonly #readOnly = new Compartment();
  readonly #label = new Compartment();
  readonly #options: EditorOptions;
  /** Texts that lie behind the one that is shown, with their cursors and their steps to undo. */
  readonly #behind = new Map<string, EditorState>();
  #name: string;
  #schema: Schema = {};
  #isReadOnly: boolean;
  #labelText: string;

  constructor(parent: Element, options: EditorOptions) {
    this.#options = options;
    this.#name = options.name ?? '';
    this.#isReadOnly = options.readOnly ?? false;
    this.#labelText = options.label;
    const root = parent.getRootNode();
    this.#view = new EditorView({
      parent,
      // Named so that CodeMirror puts its rules into the shadow root's adopted sheets, not into a `<style>`.
      root: root instanceof ShadowRoot ? root : document,
      state: this.#stateOf(options.value),
    });
  }

  getValue(): string {
    return this.#view.state.doc.toString();
  }

  /** Replaces the text, in one step that can be undone. */
  setValue(value: string): void {
    if (value === this.getValue()) return;
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: value } });
  }

  /** Shows another text. One that was shown before comes back with its cursor and what can be undone in it. */
  open(name: string, value: string): void {
    if (name === this.#name) return this.setValue(value);
    this.#behind.set(this.#name, this.#view.state);
    this.#name = name;
    const before = this.#behind.get(name);
    this.#behind.delete(name);
    this.#view.setState(before ?? this.#stateOf(value));
    // What it was told meanwhile went to the other text.
    this.#view.dispatch({
      effects: [
        this.#language.reconfigure(this.#languageOf()),
        this.#readOnly.reconfigure(EditorState.readOnly.of(this.#isReadOnly)),
        this.#label.reconfigure(this.#attributes()),
      ],
    });
    this.setValue(value);
  }

  /** JSON of {@link Schema}. */
  setSchema(json: string): void {
    if (this.#options.language !== 'sql') return;
    this.#schema = JSON.parse(json) as Schema;
    this.#view.dispatch({ effects: this.#language.reconfigure(this.#languageOf()) });
  }

  /** The name that a screen reader says, after a change of language. */
  setLabel(label: string): void {
    this.#labelText = label;
    this.#view.dispatch({ effects: this.#label.reconfigure(this.#attributes()) });
  }

  setReadOnly(readOnly: boolean): void {
    this.#isReadOnly = readOnly;
    this.#view.dispatch({ effects: this.#readOnly.reconfigure(EditorState.readOnly.of(readOnly)) });
  }

  /** Underlines the word at `line` and `column` (both from 1) and shows it; it stays until the text changes. Line 0 takes it back. */
  setError(line: number, column: number, message: string): void {
    if (line < 1) return this.clearError();
    const { doc } = this.#view.state;
    const row = doc.line(Math.min(Math.max(1, Math.trunc(line) || 1), doc.lines));
    const at = Math.min(row.from + Math.max(0, (Math.trunc(column) || 1) - 1), row.to);
    const word = this.#view.state.wordAt(at);
    const from = word?.from ?? Math.min(at, Math.max(row.from, row.to - 1));
    const to = word?.to ?? Math.min(from + 1, doc.length);
    if (to <= from) return;
    this.#view.dispatch({
      effects: [markError.of({ from, to, message }), EditorView.scrollIntoView(from), EditorView.announce.of(message)],
    });
  }

  clearError(): void {
    this.#view.dispatch({ effects: markError.of(null) });
  }

  /** The selection, or else the statement at the cursor. */
  selected(): string {
    return statementAt(this.#view.state).text;
  }

  insert(text: string): void {
    this.#view.dispatch(this.#view.state.replaceSelection(text));
    this.#view.focus();
  }

  /** Lays the statement out anew: one clause a line. */
  format(): void {
    this.setValue(this.#options.language === 'sql' ? format(this.getValue()) : formatJson(this.getValue()));
  }

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }

  #stateOf(doc: string): EditorState {
    return EditorState.create({ doc, extensions: this.#extensions() });
  }

  #attributes(): Extension {
    return EditorView.contentAttributes.of({ 'aria-label': this.#labelText, spellcheck: 'false', autocapitalize: 'off', autocorrect: 'off' });
  }

  #languageOf(): Extension {
    return this.#options.language === 'sql' ? sqlLanguage(this.#schema) : json();
  }

  #extensions(): Extension {
    const options = this.#options;
    return [
      Prec.highest(keymap.of(this.#keys())),
      lineNumbers(),
      history(),
      drawSelection(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      autocompletion({ icons: false, defaultKeymap: true }),
      EditorState.tabSize.of(2),
      EditorView.lineWrapping,
      this.#label.of(this.#attributes()),
      options.placeholder === undefined ? [] : placeholder(options.placeholder),
      this.#language.of(this.#languageOf()),
      this.#readOnly.of(EditorState.readOnly.of(this.#isReadOnly)),
      errorField,
      look,
      syntaxHighlighting(colours),
      // Tab stays the browser's own: nobody is caught in the editor.
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
      typedOverSelection,
      EditorView.updateListener.of((update) => {
        if (update.docChanged) options.onChange?.(update.state.doc.toString());
      }),
    ];
  }

  #keys() {
    const options = this.#options;
    const told = (tell: (() => void) | undefined) => () => {
      tell?.();
      return tell !== undefined;
    };
    const { onRun, onSave, onStep } = options;
    return [
      { key: 'Mod-Enter', preventDefault: true, run: told(onRun && (() => onRun(this.getValue(), 1))) },
      {
        key: 'Mod-Shift-Enter',
        preventDefault: true,
        run: told(
          onRun &&
            (() => {
              const { text, line } = statementAt(this.#view.state);
              onRun(text, line);
            }),
        ),
      },
      { key: 'Mod-Shift-f', preventDefault: true, run: told(() => this.format()) },
      { key: 'Mod-s', preventDefault: true, run: told(onSave && (() => onSave(this.getValue()))) },
      { key: 'Ctrl-]', run: told(onStep && (() => onStep(']'))) },
      { key: 'Ctrl-[', run: told(onStep && (() => onStep('['))) },
      { key: 'Ctrl-Space', run: startCompletion },
    ];
  }
}

function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Fills `parent` with an editor; it may stand in a shadow root. */
export function create(parent: Element, options: EditorOptions): Editor {
  return new Editor(parent, options);
}
