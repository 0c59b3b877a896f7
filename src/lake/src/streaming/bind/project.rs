//! Selected columns: which are there already, and which are computed.

use super::super::error::Result;
use super::kinds::Typed;
use super::relation::{Field, Ranked, Relation};
use jobs::stream::{Expr, Named, Node, Time, Type};

/// What is selected, in order.
pub(super) enum Output {
    /// An expression and its name.
    Expr(String, Typed),
    /// `ROW_NUMBER()`
    Rank(Rank),
}

/// `ROW_NUMBER() OVER (PARTITION BY … ORDER BY …)`
pub(super) struct Rank {
    pub(super) name: String,
    pub(super) partition: Vec<Typed>,
    pub(super) order: Vec<(Typed, bool)>,
    pub(super) at: super::Place,
}

/// Gives a relation other columns. Without anything to compute, that changes names only.
pub(super) fn project(mut relation: Relation, outputs: Vec<Output>) -> Result<Relation> {
    let hidden_put_off = outputs.iter().any(|output| match output {
        Output::Expr(_, typed) => !is_column(typed) && relation.is_put_off(&typed.expr),
        Output::Rank(_) => true,
    });
    if let Some(at) = outputs.iter().map(Output::place).next()
        && hidden_put_off
        && relation.pending.is_some()
    {
        relation.settle(at)?;
    }
    let computes = outputs.iter().any(|output| match output {
        Output::Expr(_, typed) => !is_column(typed),
        Output::Rank(rank) => !rank.partition.iter().all(is_column) || !rank.order.iter().all(|(by, _)| is_column(by)),
    });
    let mut columns = Columns { named: Vec::new(), old_width: relation.width(), computes };
    let mut fields = Vec::new();
    let mut ranked = None;
    for output in outputs {
        match output {
            Output::Expr(name, typed) => {
                let kind = typed.known()?;
                let role = typed.role;
                let index = columns.place(&name, typed.expr, kind);
                fields.push(Field { qualifier: None, name, kind, role, index });
            }
            Output::Rank(rank) => {
                let place = fields.len();
                ranked = Some((columns.rank(rank)?, place));
            }
        }
    }
    if let Some(pending) = &mut relation.pending
        && computes
    {
        if let Time::Event(time) = &mut pending.time {
            *time = columns.place("$time", Expr::Column(*time), Type::Timestamp);
        }
        for column in &mut pending.partition {
            let kind = usize::try_from(*column).ok().and_then(|index| relation.kinds.get(index)).copied();
            *column = columns.place("$partition", Expr::Column(*column), kind.unwrap_or(Type::String));
        }
    }
    if computes {
        let width = u32::try_from(columns.named.len()).unwrap_or(u32::MAX);
        let moved = |index: u32| match index.checked_sub(PUT_OFF) {
            Some(behind) => width + behind,
            None => index,
        };
        fields.iter_mut().for_each(|field| field.index = moved(field.index));
        relation.kinds = columns.named.iter().map(|column| column.kind).collect();
        relation.node = Node::Project { input: Box::new(relation.take_node()), columns: columns.named };
    }
    relation.fields = fields;
    if let Some((ranked, place)) = ranked {
        let field = Field {
            qualifier: None,
            name: ranked.name.clone(),
            kind: Type::Bigint,
            role: super::Role::Plain,
            index: relation.width(),
        };
        relation.fields.insert(place, field);
        relation.ranked = Some(ranked);
    }
    Ok(relation)
}

/// Marks the places of columns that are put off, until it is known how many columns there are.
const PUT_OFF: u32 = 1 << 30;

/// The columns of a projection, if there is to be one.
struct Columns {
    named: Vec<Named>,
    old_width: u32,
    computes: bool,
}

impl Columns {
    /// Where an expression will stand.
    fn place(&mut self, name: &str, expr: Expr, kind: Type) -> u32 {
        match expr {
            Expr::Column(index) if !self.computes => index,
            Expr::Column(index) if index >= self.old_width => PUT_OFF + (index - self.old_width),
            expr => {
                self.named.push(Named { name: name.to_owned(), kind, expr });
                u32::try_from(self.named.len() - 1).unwrap_or(u32::MAX)
            }
        }
    }

    fn rank(&mut self, rank: Rank) -> Result<Ranked> {
        let roles: Vec<super::Role> = rank.partition.iter().map(|part| part.role).collect();
        let is_windowed = roles.contains(&super::Role::WindowStart) && roles.contains(&super::Role::WindowEnd);
        let end = (0..).zip(&roles).find(|(_, role)| **role == super::Role::WindowEnd).map(|(index, _)| index);
        let first_stays = matches!(rank.order.as_slice(), [(by, false)] if by.role == super::Role::ProcessingTime);
        let mut partition = Vec::new();
        for part in rank.partition {
            let kind = part.known()?;
            partition.push(self.place("$partition", part.expr, kind));
        }
        let mut order = Vec::new();
        for (by, descending) in rank.order {
            let kind = by.known()?;
            order.push((self.place("$order", by.expr, kind), descending));
        }
        let window_end = end.filter(|_| is_windowed);
        Ok(Ranked { partition, order, window_end, first_stays, name: rank.name, at: rank.at })
    }
}

impl Output {
    fn place(&self) -> super::Place {
        match self {
            Self::Expr(_, typed) => typed.at,
            Self::Rank(rank) => rank.at,
        }
    }
}

fn is_column(typed: &Typed) -> bool {
    matches!(typed.expr, Expr::Column(_))
}
