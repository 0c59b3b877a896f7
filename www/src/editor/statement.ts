/** Which statement a reader means: what is selected, or else the one that the cursor stands in. */
import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';

/** A piece of the text and the line (from 1) where it begins. */
export interface Piece {
  readonly text: string;
  readonly line: number;
}

export function statementAt(state: EditorState): Piece {
  const { main } = state.selection;
  if (!main.empty) return piece(state, main.from, main.to);
  let found: { from: number; to: number } | null = null;
  syntaxTree(state).iterate({
    enter(node) {
      if (node.name !== 'Statement') return undefined;
      // The last one that begins before the cursor: behind a semicolon one still means the statement before it.
      if (found === null || node.from <= main.head) found = { from: node.from, to: node.to };
      return false;
    },
  });
  const { from, to } = found ?? { from: 0, to: state.doc.length };
  return piece(state, from, to);
}

function piece(state: EditorState, from: number, to: number): Piece {
  return { text: state.sliceDoc(from, to), line: state.doc.lineAt(from).number };
}
