//! What a script says, before its names are looked up. Everything carries its place.

use super::error::Place;
use jobs::stream::{Binary, Type};

/// A name, in the user's case.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) at: Place,
}

/// A statement.
#[derive(Debug)]
pub(super) enum Statement {
    Set { key: String, value: String, at: Place },
    Table(CreateTable),
    View { name: Name, columns: Vec<Name>, query: Query },
    Insert { into: Name, columns: Vec<Name>, query: Query, at: Place },
}

/// `CREATE TABLE`
#[derive(Debug)]
pub(super) struct CreateTable {
    pub(super) name: Name,
    pub(super) if_not_exists: bool,
    pub(super) columns: Vec<ColumnDefinition>,
    pub(super) watermark: Option<WatermarkDefinition>,
    pub(super) primary_key: Vec<Name>,
    pub(super) partitioned_by: Vec<Name>,
    pub(super) options: Vec<(String, String, Place)>,
    pub(super) at: Place,
}

/// A column of a table.
#[derive(Debug)]
pub(super) struct ColumnDefinition {
    pub(super) name: Name,
    pub(super) origin: ColumnOrigin,
}

/// What a column is made of.
#[derive(Debug)]
pub(super) enum ColumnOrigin {
    Member(Declared),
    Metadata { declared: Declared, from: Option<String>, is_virtual: bool },
    Computed(Expr),
    ProcessingTime,
}

/// A type as it was declared.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) kind: Type,
    /// As Flink would show it.
    pub(super) shown: String,
    /// Digits of a second's fraction.
    pub(super) precision: u32,
}

/// `WATERMARK FOR … AS …`
#[derive(Debug)]
pub(super) struct WatermarkDefinition {
    pub(super) column: Name,
    pub(super) strategy: Expr,
}

/// A query.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) with: Vec<(Name, Vec<Name>, Query)>,
    /// More than one: `UNION ALL`.
    pub(super) bodies: Vec<Body>,
}

/// What stands between `UNION ALL`s.
#[derive(Clone, Debug)]
pub(super) enum Body {
    Select(Box<Select>),
    Query(Box<Query>),
}

/// `SELECT …`
#[derive(Clone, Debug)]
pub(super) struct Select {
    pub(super) distinct: bool,
    pub(super) items: Vec<Item>,
    pub(super) from: Source,
    pub(super) joins: Vec<Join>,
    pub(super) condition: Option<Expr>,
    pub(super) group: Vec<Expr>,
    pub(super) having: Option<Expr>,
    pub(super) at: Place,
}

/// What is selected.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Star(Option<Name>, Place),
    Expr(Expr, Option<Name>),
}

/// What stands behind `FROM` or `JOIN`.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) kind: SourceKind,
    pub(super) alias: Option<Name>,
    pub(super) columns: Vec<Name>,
    pub(super) at: Place,
}

/// Where rows come from.
#[derive(Clone, Debug)]
pub(super) enum SourceKind {
    /// A name, and `FOR SYSTEM_TIME AS OF`.
    Table(Name, Option<Expr>),
    Query(Box<Query>),
    Window(Box<WindowCall>),
}

/// `TUMBLE(TABLE t, DESCRIPTOR(ts), …)`
#[derive(Clone, Debug)]
pub(super) struct WindowCall {
    pub(super) kind: WindowKind,
    pub(super) of: Source,
    pub(super) partition: Vec<Name>,
    pub(super) time: Name,
    pub(super) lengths: Lengths,
    pub(super) at: Place,
}

/// Kinds of windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WindowKind {
    Tumble,
    Hop,
    Cumulate,
    Session,
}

/// The intervals of a window function.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lengths {
    /// The size, or the gap of a session.
    pub(super) size_ms: i64,
    /// The slide or the step.
    pub(super) step_ms: i64,
    pub(super) offset_ms: i64,
}

/// `JOIN`
#[derive(Clone, Debug)]
pub(super) struct Join {
    pub(super) outer: bool,
    pub(super) source: Source,
    pub(super) on: Expr,
    pub(super) at: Place,
}

/// An expression and its place.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub(super) kind: Kind,
    pub(super) at: Place,
}

/// Expressions.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Column(Vec<Name>),
    Number(String),
    Text(String),
    Boolean(bool),
    Null,
    Instant(i64),
    Interval(i64),
    Binary(Box<Expr>, Binary, Box<Expr>),
    /// `AND` (true) or `OR` of several.
    All(bool, Vec<Expr>),
    Concat(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    IsNull(Box<Expr>),
    /// `IS TRUE`, `IS FALSE`
    Is(Box<Expr>, bool),
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    Like(Box<Expr>, Box<Expr>),
    In(Box<Expr>, Vec<Expr>),
    Case(Option<Box<Expr>>, Vec<(Expr, Expr)>, Option<Box<Expr>>),
    Cast(Box<Expr>, Declared, bool),
    Extract(String, Box<Expr>),
    /// `FLOOR(time TO unit)`: the unit in milliseconds.
    FloorTo(Box<Expr>, i64),
    Call(Call),
    RowNumber {
        partition: Vec<Expr>,
        order: Vec<(Expr, bool)>,
    },
}

/// A call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// In capitals.
    pub(super) name: String,
    pub(super) arguments: Vec<Expr>,
    /// `COUNT(*)`
    pub(super) star: bool,
    pub(super) distinct: bool,
    pub(super) filter: Option<Box<Expr>>,
}
