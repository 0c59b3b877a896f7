//! A mapping as fields of a tantivy index.
//!
//! Text and keyword fields get an inverted index; keyword, number, boolean and
//! date fields get a column. tantivy's own names are numbers, so that no name
//! in a document can mean anything to it.

use crate::analysis::{STANDARD, Standard};
use jobs::search::FieldType;
use std::collections::BTreeMap;
use tantivy::schema::{Field, IndexRecordOption, NumericOptions, SchemaBuilder, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{RawTokenizer, TextAnalyzer, TokenizerManager};

/// The `keyword` beside a text holds no value of more characters than this.
pub const IGNORE_ABOVE_CHARS: usize = 256;

/// A field that a query can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldInfo {
    /// Its name in queries.
    pub name: String,
    /// Its type; the `keyword` beside a text is a keyword.
    pub kind: FieldType,
    /// Its terms, if it has an inverted index.
    pub terms: Option<Field>,
    /// Its values, if it has a column.
    pub column: Option<String>,
    /// The values to leave out, by their length.
    pub ignore_above_chars: Option<usize>,
}

/// The fields of an index.
pub struct Schema {
    fields: BTreeMap<String, FieldInfo>,
    tantivy: tantivy::schema::Schema,
    /// The documents' ids.
    pub id: Field,
    /// For each document the names of the fields in which it has a value.
    pub present: Field,
}

impl Schema {
    /// The fields for a mapping.
    pub fn new(mapping: &BTreeMap<String, FieldType>) -> Self {
        let mut builder = SchemaBuilder::new();
        let exact = |column: bool| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic);
            let options = TextOptions::default().set_indexing_options(indexing);
            if column { options.set_fast("raw") } else { options }
        };
        let id = builder.add_text_field("id", exact(false));
        let present = builder.add_text_field("present", exact(false));
        let mut fields = BTreeMap::new();
        for (name, kind) in mapping {
            let number = fields.len();
            let mut info = FieldInfo {
                name: name.clone(),
                kind: *kind,
                terms: None,
                column: Some(format!("c{number}")),
                ignore_above_chars: None,
            };
            let column = info.column.clone().unwrap_or_default();
            match kind {
                FieldType::Text => {
                    let indexing = TextFieldIndexing::default()
                        .set_tokenizer(STANDARD)
                        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
                    let options = TextOptions::default().set_indexing_options(indexing);
                    info.terms = Some(builder.add_text_field(&column, options));
                    info.column = None;
                    let beside = format!("{name}.keyword");
                    if !mapping.contains_key(&beside) {
                        let column = format!("k{number}");
                        let keyword = FieldInfo {
                            name: beside.clone(),
                            kind: FieldType::Keyword,
                            terms: Some(builder.add_text_field(&column, exact(true))),
                            column: Some(column),
                            ignore_above_chars: Some(IGNORE_ABOVE_CHARS),
                        };
                        fields.insert(beside, keyword);
                    }
                }
                FieldType::Keyword => info.terms = Some(builder.add_text_field(&column, exact(true))),
                FieldType::Double => {
                    builder.add_f64_field(&column, NumericOptions::default().set_fast());
                }
                FieldType::Long | FieldType::Boolean | FieldType::Date => {
                    builder.add_i64_field(&column, NumericOptions::default().set_fast());
                }
            }
            fields.insert(name.clone(), info);
        }
        Self { fields, tantivy: builder.build(), id, present }
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&FieldInfo> {
        self.fields.get(name)
    }

    /// All fields, by name.
    pub fn fields(&self) -> impl Iterator<Item = &FieldInfo> {
        self.fields.values()
    }

    /// The fields whose name matches a pattern with `*`.
    pub fn matching<'a>(&'a self, pattern: &'a str) -> impl Iterator<Item = &'a FieldInfo> {
        self.fields.values().filter(move |info| crate::terms::simple_match(pattern, &info.name))
    }

    /// What tantivy is told of it.
    pub fn tantivy(&self) -> &tantivy::schema::Schema {
        &self.tantivy
    }

    /// tantivy's handle of a column.
    pub fn column_field(&self, info: &FieldInfo) -> Option<Field> {
        self.tantivy.get_field(info.column.as_deref()?).ok()
    }

    /// The analyzers that the fields name.
    pub fn tokenizers() -> TokenizerManager {
        let manager = TokenizerManager::new();
        manager.register(STANDARD, TextAnalyzer::from(Standard));
        manager.register("raw", TextAnalyzer::from(RawTokenizer::default()));
        // tantivy asks for this one even for numbers.
        manager.register("default", TextAnalyzer::from(RawTokenizer::default()));
        manager
    }
}
