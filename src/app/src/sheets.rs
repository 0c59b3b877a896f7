//! The query editor's tabs: what is written in each, what it is called, and which result belongs to it. Nothing of it leaves the page,
//! so a reload forgets it, saved queries too.

use protocol::Viewport;

/// What the first tab begins with.
pub const FIRST: &str = "SELECT origin, count(*) AS flights,\n       round(avg(delay), 1) AS late\nFROM flights\nGROUP BY origin\nORDER BY late DESC\nLIMIT 10";

/// One tab.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Counts up from 1; no two tabs ever have the same.
    pub id: u32,
    /// Its name; empty until the reader gives it one.
    pub name: String,
    /// What is written in it.
    pub text: String,
    /// The result that was shown beside it, while another tab is in front.
    shown: Option<Viewport>,
}

/// All tabs; there is always one.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheets {
    /// From left to right.
    pub all: Vec<Sheet>,
    /// The one in front: an index into `all`.
    pub front: usize,
    /// Saved queries: name and text, by name.
    pub saved: Vec<(String, String)>,
    next: u32,
}

/// What may happen to them.
#[derive(Clone, Debug, PartialEq)]
pub enum SheetAction {
    /// A new tab, in front.
    New,
    /// Closes a tab, by its id; the last one is emptied instead.
    Close(u32),
    /// Brings a tab to the front, by its id.
    Choose(u32),
    /// Brings the next one to the front, or the one before.
    Step {
        /// To the right.
        forward: bool,
    },
    /// Names a tab, by its id.
    Rename(u32, String),
    /// What is written in the tab in front.
    Text(String),
    /// Shows a statement: in the tab that has it, in the one in front if that holds nothing of the reader's own, or in a new one.
    Open(String),
    /// Keeps the text of the tab in front under this name.
    Save(String),
    /// Forgets a saved query.
    Forget(String),
}

impl Default for Sheets {
    fn default() -> Self {
        Self { all: vec![Sheet::new(1, FIRST)], front: 0, saved: Vec::new(), next: 2 }
    }
}

impl Sheet {
    fn new(id: u32, text: &str) -> Self {
        Self { id, name: String::new(), text: text.to_owned(), shown: None }
    }
}

impl Sheets {
    /// What is written in the tab in front.
    pub fn text(&self) -> &str {
        self.all.get(self.front).map_or("", |sheet| &sheet.text)
    }

    /// The tab in front.
    pub fn id(&self) -> u32 {
        self.all.get(self.front).map_or(0, |sheet| sheet.id)
    }

    /// Changes them. `shown` is the result beside the editor; it goes with its tab.
    pub fn apply(&mut self, action: SheetAction, shown: &mut Option<Viewport>) {
        match action {
            SheetAction::New => self.add("", shown),
            SheetAction::Close(id) => self.close(id, shown),
            SheetAction::Choose(id) => {
                if let Some(index) = self.index_of(id) {
                    self.bring(index, shown);
                }
            }
            SheetAction::Step { forward } => {
                let step = if forward { 1 } else { self.all.len().saturating_sub(1) };
                self.bring((self.front + step) % self.all.len().max(1), shown);
            }
            SheetAction::Rename(id, name) => {
                if let Some(sheet) = self.index_of(id).and_then(|index| self.all.get_mut(index)) {
                    sheet.name = name;
                }
            }
            SheetAction::Text(text) => {
                if let Some(sheet) = self.all.get_mut(self.front) {
                    sheet.text = text;
                }
            }
            SheetAction::Open(text) => self.open(text, shown),
            SheetAction::Save(name) => {
                let text = self.text().to_owned();
                self.saved.retain(|(known, _)| *known != name);
                self.saved.push((name, text));
                self.saved.sort();
            }
            SheetAction::Forget(name) => self.saved.retain(|(known, _)| *known != name),
        }
    }

    fn index_of(&self, id: u32) -> Option<usize> {
        self.all.iter().position(|sheet| sheet.id == id)
    }

    /// Brings a tab to the front: the result of the one before goes with that one.
    fn bring(&mut self, index: usize, shown: &mut Option<Viewport>) {
        if index == self.front || index >= self.all.len() {
            return;
        }
        if let Some(old) = self.all.get_mut(self.front) {
            old.shown = shown.take();
        }
        self.front = index;
        *shown = self.all.get_mut(index).and_then(|sheet| sheet.shown.take());
    }

    fn add(&mut self, text: &str, shown: &mut Option<Viewport>) {
        self.all.push(Sheet::new(self.next, text));
        self.next += 1;
        self.bring(self.all.len() - 1, shown);
    }

    fn close(&mut self, id: u32, shown: &mut Option<Viewport>) {
        let Some(index) = self.index_of(id) else { return };
        if self.all.len() == 1 {
            self.all = vec![Sheet::new(self.next, "")];
            self.next += 1;
            *shown = None;
            return;
        }
        if index == self.front {
            // The neighbour at the right comes forward, at the end the one at the left.
            self.bring(if index + 1 < self.all.len() { index + 1 } else { index.saturating_sub(1) }, shown);
        }
        self.all.remove(index);
        if index < self.front {
            self.front -= 1;
        }
    }

    fn open(&mut self, text: String, shown: &mut Option<Viewport>) {
        if let Some(index) = self.all.iter().position(|sheet| sheet.text == text) {
            return self.bring(index, shown);
        }
        match self.all.get_mut(self.front) {
            Some(sheet) if sheet.text.trim().is_empty() || sheet.text == FIRST => sheet.text = text,
            _ => self.add(&text, shown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Grid;

    fn result(id: &str) -> Option<Viewport> {
        Some(Viewport::Queries { selected: Some(id.to_owned()), from: 0, grid: Grid::default() })
    }

    fn texts(sheets: &Sheets) -> Vec<&str> {
        sheets.all.iter().map(|sheet| sheet.text.as_str()).collect()
    }

    #[test]
    fn each_tab_keeps_its_text_and_its_result() {
        let (mut sheets, mut shown) = (Sheets::default(), result("a"));
        sheets.apply(SheetAction::New, &mut shown);
        assert_eq!((sheets.text(), &shown), ("", &None));
        sheets.apply(SheetAction::Text("SELECT 2".into()), &mut shown);
        shown = result("b");
        sheets.apply(SheetAction::Step { forward: true }, &mut shown);
        assert_eq!((sheets.text(), &shown), (FIRST, &result("a")));
        sheets.apply(SheetAction::Step { forward: false }, &mut shown);
        assert_eq!((sheets.text(), &shown), ("SELECT 2", &result("b")));
    }

    #[test]
    fn a_closed_tab_gives_way_to_its_neighbour() {
        let (mut sheets, mut shown) = (Sheets::default(), result("a"));
        for text in ["two", "three"] {
            sheets.apply(SheetAction::New, &mut shown);
            sheets.apply(SheetAction::Text(text.into()), &mut shown);
        }
        sheets.apply(SheetAction::Choose(1), &mut shown);
        sheets.apply(SheetAction::Close(2), &mut shown);
        assert_eq!((texts(&sheets), sheets.id(), &shown), (vec![FIRST, "three"], 1, &result("a")));
        sheets.apply(SheetAction::Close(1), &mut shown);
        assert_eq!((texts(&sheets), sheets.id(), &shown), (vec!["three"], 3, &None));
        sheets.apply(SheetAction::Close(3), &mut shown);
        assert_eq!((texts(&sheets), sheets.id()), (vec![""], 4));
    }

    #[test]
    fn a_statement_from_elsewhere_overwrites_nothing_of_the_reader() {
        let (mut sheets, mut shown) = (Sheets::default(), None);
        sheets.apply(SheetAction::Open("SELECT 1".into()), &mut shown);
        assert_eq!(texts(&sheets), ["SELECT 1"]);
        sheets.apply(SheetAction::Open("SELECT 2".into()), &mut shown);
        sheets.apply(SheetAction::Open("SELECT 1".into()), &mut shown);
        assert_eq!((texts(&sheets), sheets.front), (vec!["SELECT 1", "SELECT 2"], 0));
    }

    #[test]
    fn queries_are_saved_by_name() {
        let (mut sheets, mut shown) = (Sheets::default(), None);
        for (text, name) in [("one", "b"), ("two", "a"), ("three", "b")] {
            sheets.apply(SheetAction::Text(text.into()), &mut shown);
            sheets.apply(SheetAction::Save(name.into()), &mut shown);
        }
        assert_eq!(sheets.saved, [("a".to_owned(), "two".to_owned()), ("b".to_owned(), "three".to_owned())]);
        sheets.apply(SheetAction::Forget("a".into()), &mut shown);
        assert_eq!(sheets.saved.len(), 1);
    }
}
