/** The editor's colours and measures, all from the works' custom properties. */
import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--sunken)', fontSize: '13px' },
  '&.cm-focused': { outline: '2px solid var(--water)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6' },
  '.cm-content': { padding: '12px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 12px 0 6px' },
  '.cm-gutters': { color: 'var(--ink-2)', backgroundColor: 'transparent', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 6px 0 12px' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--water) 7%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--water-2)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--water-2)', outline: '0' },
  '.cm-placeholder': { color: 'var(--ink-2)' },
  '.cm-wrong': { textDecoration: 'underline wavy var(--clay) 1.5px', textUnderlineOffset: '3px', backgroundColor: 'var(--clay-2)' },
  '.cm-tooltip': {
    color: 'var(--ink)',
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    overflow: 'hidden',
    boxShadow: '0 6px 24px rgb(0 0 0 / .18)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '14em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 10px', minHeight: '24px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { color: 'var(--ink)', backgroundColor: 'var(--water-2)' },
  '.cm-completionDetail': { color: 'var(--ink-2)', fontStyle: 'normal', fontFamily: 'var(--sans)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
});

export const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--water-deep)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--clay)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--olive)' },
  { tag: tags.typeName, color: 'var(--olive)' },
  { tag: tags.standard(tags.name), color: 'var(--water-deep)' },
  { tag: tags.propertyName, color: 'var(--water-deep)' },
  { tag: tags.comment, color: 'var(--ink-2)', fontStyle: 'italic' },
]);
