//! What a query gives while it is being bound: a plan, and what its columns are called and mean.
//!
//! Windows are put off: until something needs the bounds of each row's windows, they are known and not assigned, so that a `GROUP BY` over
//! them becomes one operator. So are ranks, until a condition says how many.

use super::super::ast::Name;
use super::super::error::{Place, Result, error, hinted, nearest, unsupported};
use jobs::lake::Class;
use jobs::stream::{Binary, Expr, Named, Node, Time, Type, Value, Window};

/// What a column means beside its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Plain,
    /// The column that watermarks speak of.
    EventTime,
    /// `PROCTIME()`
    ProcessingTime,
    WindowStart,
    WindowEnd,
    WindowTime,
    /// No column: an `INTERVAL`, in milliseconds.
    Interval,
}

/// Which clock windows went by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    Event,
    Processing,
}

/// A column that can be named.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) qualifier: Option<String>,
    pub(super) name: String,
    pub(super) kind: Type,
    pub(super) role: Role,
    /// Its place among the plan's columns; beyond them if it is put off.
    pub(super) index: u32,
}

/// Windows that are not assigned yet. Their bounds stand behind the plan's columns.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) window: Window,
    pub(super) time: Time,
    /// Columns that sessions go by.
    pub(super) partition: Vec<u32>,
}

/// A rank that is not limited yet. It stands behind the plan's columns.
#[derive(Clone, Debug)]
pub(super) struct Ranked {
    pub(super) partition: Vec<u32>,
    pub(super) order: Vec<(u32, bool)>,
    pub(super) window_end: Option<u32>,
    /// Whether the first row of a partition stays the first.
    pub(super) first_stays: bool,
    pub(super) name: String,
    pub(super) at: Place,
}

/// A plan and its columns.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) node: Node,
    /// The types of the plan's columns, named or not.
    pub(super) kinds: Vec<Type>,
    pub(super) fields: Vec<Field>,
    pub(super) pending: Option<Pending>,
    pub(super) ranked: Option<Ranked>,
    /// The clock of the windows that columns speak of.
    pub(super) clock: Option<Clock>,
    pub(super) updates: bool,
}

impl Role {
    pub(super) fn is_window(self) -> bool {
        matches!(self, Self::WindowStart | Self::WindowEnd | Self::WindowTime)
    }
}

impl Relation {
    /// How many columns the plan has.
    pub(super) fn width(&self) -> u32 {
        u32::try_from(self.kinds.len()).unwrap_or(u32::MAX)
    }

    /// Names all columns' table.
    pub(super) fn qualify(&mut self, name: Option<&str>) {
        for field in &mut self.fields {
            field.qualifier = name.map(str::to_owned);
        }
    }

    /// Gives the columns other names, if there are any.
    pub(super) fn rename(&mut self, names: &[Name], at: Place) -> Result<()> {
        if !names.is_empty() && names.len() != self.fields.len() {
            let what = "List of column aliases must have same degree as table";
            return Err(error(
                Class::Other,
                at,
                format!(
                    "{what}; table has {} columns, whereas alias list has {} columns",
                    self.fields.len(),
                    names.len()
                ),
            ));
        }
        for (field, name) in self.fields.iter_mut().zip(names) {
            field.name.clone_from(&name.text);
        }
        Ok(())
    }

    /// The column of a name, with or without its table's.
    pub(super) fn find(&self, names: &[Name]) -> Result<&Field> {
        let (qualifier, name) = match names {
            [name] => (None, name),
            [qualifier, name] => (Some(qualifier), name),
            [first, ..] => return Err(unsupported(first.at, "a field inside a column")),
            [] => return Err(error(Class::Other, (1, 1), "a column without a name")),
        };
        let of_table = |field: &&Field| qualifier.is_none_or(|table| field.qualifier.as_ref() == Some(&table.text));
        if let Some(table) = qualifier
            && !self.fields.iter().any(|field| of_table(&field))
        {
            let tables = self.fields.iter().filter_map(|field| field.qualifier.as_deref());
            let what = format!("Table '{}' not found", table.text);
            return Err(nearest(error(Class::TableNotFound, table.at, what), &table.text, tables));
        }
        let mut found = self.fields.iter().filter(of_table).filter(|field| field.name == name.text);
        match (found.next(), found.next()) {
            (Some(field), None) => Ok(field),
            (Some(_), Some(_)) => Err(error(Class::Other, name.at, format!("Column '{}' is ambiguous", name.text))),
            (None, _) => {
                let place = qualifier.map_or("any table".to_owned(), |table| format!("table '{}'", table.text));
                let what = format!("Column '{}' not found in {place}", name.text);
                let known = self.fields.iter().filter(of_table).map(|field| field.name.as_str());
                Err(nearest(error(Class::ColumnNotFound, name.at, what), &name.text, known))
            }
        }
    }

    /// The first column of a role.
    pub(super) fn of_role(&self, role: Role) -> Option<&Field> {
        self.fields.iter().find(|field| field.role == role)
    }

    /// Whether an expression speaks of what is put off.
    pub(super) fn is_put_off(&self, expr: &Expr) -> bool {
        let width = self.width();
        any_column(expr, &mut |column| column >= width)
    }

    /// Fails if there is a rank that nothing limits.
    pub(super) fn unranked(&self) -> Result<()> {
        match &self.ranked {
            None => Ok(()),
            Some(ranked) => Err(hinted(
                unsupported(ranked.at, "ROW_NUMBER without a condition on it right outside"),
                format!("SELECT … FROM (…) WHERE {} <= 10", ranked.name),
            )),
        }
    }

    /// Assigns windows that were put off. Columns keep their places.
    pub(super) fn settle(&mut self, at: Place) -> Result<()> {
        self.unranked()?;
        let Some(pending) = self.pending.take() else {
            return Ok(());
        };
        if matches!(pending.window, Window::Session { .. }) {
            let what = "SESSION without GROUP BY window_start, window_end and its PARTITION BY columns";
            return Err(unsupported(at, what));
        }
        self.node = Node::Assign { input: Box::new(self.take_node()), window: pending.window, time: pending.time };
        self.kinds.extend([Type::Timestamp; 3]);
        Ok(())
    }

    /// Takes the plan out, to put something around it.
    pub(super) fn take_node(&mut self) -> Node {
        std::mem::replace(&mut self.node, Node::Scan { table: 0 })
    }

    /// Puts a condition around the plan.
    pub(super) fn filter(&mut self, condition: Expr) {
        self.node = Node::Filter { input: Box::new(self.take_node()), condition };
    }

    /// Adds a column behind the plan's; nothing may be put off.
    pub(super) fn append(&mut self, expr: Expr, kind: Type) -> u32 {
        let mut columns = pass(&self.kinds);
        let index = self.width();
        columns.push(Named { name: format!("$f{index}"), kind, expr });
        self.node = Node::Project { input: Box::new(self.take_node()), columns };
        self.kinds.push(kind);
        index
    }

    /// The column of `window_time`, made if it is not there; nothing may be put off.
    pub(super) fn window_time(&mut self) -> Option<u32> {
        if let Some(field) = self.of_role(Role::WindowTime) {
            return Some(field.index);
        }
        let end = self.of_role(Role::WindowEnd)?.index;
        let one = Expr::Literal(Value::Bigint(1));
        let before = Expr::Binary(Box::new(Expr::Column(end)), Binary::Minus, Box::new(one));
        Some(self.append(before, Type::Timestamp))
    }

    /// The plan of exactly the named columns, in order, in these types; nothing may be put off.
    pub(super) fn exactly(self, kinds: &[Type]) -> Node {
        let same = self.kinds.len() == self.fields.len()
            && (0..).zip(&self.fields).all(|(index, field)| field.index == index)
            && self.fields.iter().zip(kinds).all(|(field, kind)| field.kind == *kind);
        if same {
            return self.node;
        }
        let columns = self.fields.iter().zip(kinds).map(|(field, kind)| {
            let column = Expr::Column(field.index);
            let expr = if field.kind == *kind { column } else { Expr::Cast(Box::new(column), *kind, false) };
            Named { name: field.name.clone(), kind: *kind, expr }
        });
        Node::Project { columns: columns.collect(), input: Box::new(self.node) }
    }
}

/// All columns of a plan as they are.
pub(super) fn pass(kinds: &[Type]) -> Vec<Named> {
    let named =
        |(index, kind): (u32, &Type)| Named { name: format!("$f{index}"), kind: *kind, expr: Expr::Column(index) };
    (0..).zip(kinds).map(named).collect()
}

/// Whether some column of an expression is of this kind.
pub(super) fn any_column(expr: &Expr, is: &mut impl FnMut(u32) -> bool) -> bool {
    match expr {
        Expr::Column(column) => is(*column),
        Expr::Literal(_) => false,
        Expr::Binary(left, _, right) => any_column(left, is) || any_column(right, is),
        Expr::Not(inner) | Expr::Negate(inner) | Expr::IsNull(inner) | Expr::Like(inner, _) | Expr::Cast(inner, ..) => {
            any_column(inner, is)
        }
        Expr::Case(whens, otherwise) => {
            whens.iter().any(|(when, then)| any_column(when, is) || any_column(then, is)) || any_column(otherwise, is)
        }
        Expr::In(inner, list) => any_column(inner, is) || list.iter().any(|item| any_column(item, is)),
        Expr::Call(_, arguments) => arguments.iter().any(|argument| any_column(argument, is)),
    }
}
