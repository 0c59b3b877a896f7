//! One segment: its lines, and the tantivy index that is built of them.
//!
//! A document's number in tantivy is its line's number. tantivy stores no
//! documents: the content is at hand.

use crate::problem::Trouble;
use crate::schema::Schema;
use crate::values;
use bytes::Bytes;
use jobs::search::FieldType;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use tantivy::columnar::{Column, StrColumn};
use tantivy::directory::RamDirectory;
use tantivy::schema::Field;
use tantivy::{Index, IndexSettings, InvertedIndexReader, SegmentReader, TantivyDocument};

/// tantivy sizes its table of terms by this: enough for a few documents, and
/// growing with the content, so that many small segments stay small.
const ARENA_BYTES_MIN: usize = 1 << 20;
const ARENA_BYTES_MAX: usize = 64 << 20;

/// A line of a segment's content.
#[derive(Debug, Deserialize)]
pub struct Document {
    /// The document's id.
    #[serde(rename = "_id")]
    pub id: String,
    /// What was indexed.
    #[serde(rename = "_source")]
    pub source: Value,
}

/// A segment that can be searched.
pub struct Segment {
    content: Bytes,
    line_starts: Vec<u32>,
    void: Vec<u32>,
    reader: SegmentReader,
}

impl Segment {
    /// Builds the index of a content. A line that is no document is counted, and found by nothing.
    pub fn build(content: Bytes, schema: &Schema) -> Result<Self, Trouble> {
        let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
        let arena_bytes = content.len().saturating_mul(2).clamp(ARENA_BYTES_MIN, ARENA_BYTES_MAX);
        let mut writer = Index::builder()
            .schema(schema.tantivy().clone())
            .settings(settings)
            .tokenizers(Schema::tokenizers())
            .fast_field_tokenizers(Schema::tokenizers())
            .single_segment_index_writer(RamDirectory::create(), arena_bytes)?;
        let mut line_starts = Vec::new();
        let mut void = Vec::new();
        let mut start = 0usize;
        for line in content.split_inclusive(|byte| *byte == b'\n') {
            let number = line_starts.len() as u32;
            line_starts.push(u32::try_from(start).map_err(|_| Trouble::Broken("a segment is over 4 GiB".into()))?);
            start += line.len();
            let document = serde_json::from_slice::<Document>(line);
            if document.is_err() {
                void.push(number);
            }
            writer.add_document(document.map(|document| fields_of(&document, schema)).unwrap_or_default())?;
        }
        let index: Index = writer.finalize()?;
        let segments = index.searchable_segments()?;
        let segment = segments.first().ok_or_else(|| Trouble::Broken("an index without a segment".into()))?;
        let reader = SegmentReader::open(segment)?;
        Ok(Self { content, line_starts, void, reader })
    }

    /// How many lines there are.
    pub fn lines(&self) -> u32 {
        self.line_starts.len() as u32
    }

    /// The lines that are no documents.
    pub fn void(&self) -> &[u32] {
        &self.void
    }

    /// The document in a line.
    pub fn document(&self, line: u32) -> Option<Document> {
        let start = *self.line_starts.get(line as usize)? as usize;
        let end = self.line_starts.get(line as usize + 1).map_or(self.content.len(), |next| *next as usize);
        serde_json::from_slice(self.content.get(start..end)?).ok()
    }

    /// The terms of a field.
    pub fn terms(&self, field: Field) -> Result<Arc<InvertedIndexReader>, Trouble> {
        Ok(self.reader.inverted_index(field)?)
    }

    /// In how many documents a field has this term.
    pub fn doc_freq(&self, field: Field, term: &str) -> Result<u64, Trouble> {
        Ok(self.terms(field)?.terms().get(term)?.map_or(0, |info| u64::from(info.doc_freq)))
    }

    /// The lengths of a text field's values.
    pub fn norms(&self, field: Field) -> Result<tantivy::fieldnorm::FieldNormReader, Trouble> {
        Ok(self.reader.get_fieldnorms_reader(field)?)
    }

    /// The column of a whole-number, boolean or date field, if any document has a value.
    pub fn whole(&self, column: &str) -> Result<Option<Column<i64>>, Trouble> {
        Ok(self.reader.fast_fields().column_opt::<i64>(column)?)
    }

    /// The column of a floating-point field, if any document has a value.
    pub fn double(&self, column: &str) -> Result<Option<Column<f64>>, Trouble> {
        Ok(self.reader.fast_fields().column_opt::<f64>(column)?)
    }

    /// The column of a keyword field, if any document has a value.
    pub fn keyword(&self, column: &str) -> Result<Option<StrColumn>, Trouble> {
        Ok(self.reader.fast_fields().str(column)?)
    }
}

fn fields_of(document: &Document, schema: &Schema) -> TantivyDocument {
    let mut fields = TantivyDocument::default();
    fields.add_text(schema.id, &document.id);
    let mut present = BTreeSet::new();
    values::each(&document.source, &mut |path, value| {
        let Some(info) = schema.field(path) else { return };
        if add(&mut fields, schema, info, value) {
            present.insert(info.name.clone());
        }
        if info.kind != FieldType::Text {
            return;
        }
        let beside = schema.field(&format!("{path}.keyword")).filter(|info| info.ignore_above_chars.is_some());
        if let Some(beside) = beside.filter(|beside| add(&mut fields, schema, beside, value)) {
            present.insert(beside.name.clone());
        }
    });
    for name in present {
        fields.add_text(schema.present, name);
    }
    fields
}

/// Whether the value is one of this field.
fn add(fields: &mut TantivyDocument, schema: &Schema, info: &crate::schema::FieldInfo, value: &Value) -> bool {
    match info.kind {
        FieldType::Text | FieldType::Keyword => {
            let (Some(field), Some(text)) = (info.terms, values::text(value)) else { return false };
            if info.ignore_above_chars.is_some_and(|chars_max| text.chars().count() > chars_max) {
                return false;
            }
            fields.add_text(field, text);
        }
        FieldType::Double => {
            let (Some(field), Some(number)) = (schema.column_field(info), values::double(value)) else { return false };
            fields.add_f64(field, number);
        }
        FieldType::Long | FieldType::Boolean | FieldType::Date => {
            let Some(field) = schema.column_field(info) else { return false };
            let Some(number) = values::whole(info.kind, value) else { return false };
            fields.add_i64(field, number);
        }
    }
    true
}
