//! `SELECT`

use super::super::ast::{self, Item, Kind, Name, Select};
use super::super::error::{Result, error, hinted, unsupported};
use super::Binder;
use super::exprs::Exprs;
use super::groups::{Groups, is_grouped};
use super::kinds::{Typed, all};
use super::project::{Output, Rank, project};
use super::relation::{Relation, Role};
use jobs::lake::Class;
use jobs::stream::{Binary, Expr, Node, Type, Value};

impl Binder {
    pub(super) fn select(&mut self, select: &Select) -> Result<Relation> {
        let mut relation = self.source(&select.from)?;
        for join in &select.joins {
            relation = self.join(relation, join)?;
        }
        if let Some(condition) = &select.condition {
            self.filter(&mut relation, condition, select)?;
        }
        relation.unranked()?;
        if select.distinct {
            if is_grouped(select) {
                return Err(unsupported(select.at, "SELECT DISTINCT over groups"));
            }
            let distinct = distinct(&relation, select)?;
            return self.over_groups(relation, &distinct);
        }
        if is_grouped(select) {
            return self.over_groups(relation, select);
        }
        let mut outputs = Vec::new();
        for item in &select.items {
            match item {
                Item::Star(of, at) => outputs.extend(star(&relation, of.as_ref(), *at)?),
                Item::Expr(expr, alias) => {
                    let mut exprs = self.rows(&relation);
                    let output = output(&mut exprs, expr, alias.as_ref(), outputs.len())?;
                    outputs.push(output);
                }
            }
        }
        one_rank(&outputs)?;
        project(relation, outputs)
    }

    /// A query whose rows are groups.
    fn over_groups(&mut self, relation: Relation, select: &Select) -> Result<Relation> {
        let mut beneath = relation.clone();
        let mut groups = self.groups(&mut beneath, select)?;
        let (mut outputs, mut having) = self.of_groups(&beneath, &mut groups, select)?;
        if beneath.pending.is_some() && groups.speak_of_put_off(&beneath) {
            // An aggregate over the windows' bounds: rows need them before they are grouped.
            beneath = relation;
            beneath.settle(select.at)?;
            groups = self.groups(&mut beneath, select)?;
            (outputs, having) = self.of_groups(&beneath, &mut groups, select)?;
        }
        let mut relation = Self::grouped(beneath, groups);
        if let Some(having) = having {
            relation.filter(having);
        }
        one_rank(&outputs)?;
        project(relation, outputs)
    }

    fn of_groups(
        &mut self,
        relation: &Relation,
        groups: &mut Groups,
        select: &Select,
    ) -> Result<(Vec<Output>, Option<Expr>)> {
        let mut exprs = Exprs { relation, groups: Some(groups), repeated: &mut self.repeated };
        let mut outputs = Vec::new();
        for item in &select.items {
            match item {
                Item::Star(_, at) => {
                    let found = error(Class::Other, *at, "Expression '*' is not being grouped");
                    return Err(hinted(found, "name the columns"));
                }
                Item::Expr(expr, alias) => {
                    let output = output(&mut exprs, expr, alias.as_ref(), outputs.len())?;
                    outputs.push(output);
                }
            }
        }
        let having = match &select.having {
            Some(having) => Some(exprs.condition(having, "HAVING")?),
            None => None,
        };
        Ok((outputs, having))
    }

    /// `WHERE`; it may say how many rows of a rank are wanted.
    fn filter(&mut self, relation: &mut Relation, condition: &ast::Expr, select: &Select) -> Result<()> {
        let mut parts = Vec::new();
        flatten(condition, &mut parts);
        let mut conditions = Vec::new();
        let mut rows_max: Option<u64> = None;
        for part in parts {
            if super::calls::has_groups(part) {
                let found = error(Class::Other, part.at, "Aggregate expression is illegal in WHERE clause");
                return Err(hinted(found, "conditions on groups stand in HAVING"));
            }
            if let Some(most) = self.limit(relation, part)? {
                rows_max = Some(rows_max.map_or(most, |other| other.min(most)));
                continue;
            }
            conditions.push(self.rows(relation).condition(part, "WHERE")?);
        }
        if let Some(rows_max) = rows_max {
            top(relation, rows_max);
        }
        if conditions.is_empty() {
            return Ok(());
        }
        if conditions.iter().any(|condition| relation.is_put_off(condition)) {
            relation.settle(select.at)?;
        }
        relation.unranked()?;
        relation.filter(all(Binary::And, conditions));
        Ok(())
    }

    /// How many rows `rank <= 10`, `rank < 11` or `rank = 1` leave of each partition.
    fn limit(&mut self, relation: &Relation, part: &ast::Expr) -> Result<Option<u64>> {
        if relation.ranked.is_none() {
            return Ok(None);
        }
        let rank = Expr::Column(relation.width());
        let (left, sign, right) = match &part.kind {
            Kind::Binary(left, sign, right) => (left, *sign, right),
            Kind::Between(inner, low, high) if matches!(&low.kind, Kind::Number(one) if one == "1") => {
                (inner, Binary::LessOrEqual, high)
            }
            _ => return Ok(None),
        };
        let (left, right) = (self.rows(relation).bind(left)?.expr, self.rows(relation).bind(right)?.expr);
        let (sign, most) = match (left, right) {
            (column, Expr::Literal(Value::Bigint(most))) if column == rank => (sign, most),
            (Expr::Literal(Value::Bigint(most)), column) if column == rank => (turned(sign), most),
            _ => return Ok(None),
        };
        let most = match sign {
            Binary::LessOrEqual => most,
            Binary::Less => most - 1,
            Binary::Equal if most == 1 => 1,
            _ => return Ok(None),
        };
        match u64::try_from(most) {
            Ok(most @ 1..) => Ok(Some(most)),
            _ => Err(error(Class::Other, part.at, "Rank end should not less than zero")),
        }
    }
}

/// Limits the rank that was put off.
fn top(relation: &mut Relation, rows_max: u64) {
    let Some(ranked) = relation.ranked.take() else {
        return;
    };
    relation.updates = (relation.updates || ranked.window_end.is_none())
        && !(rows_max == 1 && ranked.first_stays && !relation.updates);
    relation.node = Node::Top {
        input: Box::new(relation.take_node()),
        partition: ranked.partition,
        order: ranked.order,
        rows_max,
        window_end: ranked.window_end,
        rank: ranked.name,
    };
    relation.kinds.push(Type::Bigint);
    if ranked.window_end.is_none() {
        relation.fields.iter_mut().for_each(|field| field.role = Role::Plain);
        relation.clock = None;
    }
}

fn turned(sign: Binary) -> Binary {
    match sign {
        Binary::Greater => Binary::Less,
        Binary::GreaterOrEqual => Binary::LessOrEqual,
        Binary::Less => Binary::Greater,
        Binary::LessOrEqual => Binary::GreaterOrEqual,
        same => same,
    }
}

/// The parts of a condition that all have to be true.
pub(super) fn flatten<'a>(condition: &'a ast::Expr, parts: &mut Vec<&'a ast::Expr>) {
    match &condition.kind {
        Kind::All(true, inner) => inner.iter().for_each(|part| flatten(part, parts)),
        _ => parts.push(condition),
    }
}

/// What one item gives.
fn output(exprs: &mut Exprs<'_>, expr: &ast::Expr, alias: Option<&Name>, place: usize) -> Result<Output> {
    let name = match (alias, &expr.kind) {
        (Some(alias), _) => alias.text.clone(),
        (None, Kind::Column(names)) => names.last().map_or_else(String::new, |name| name.text.clone()),
        (None, _) => format!("EXPR${place}"),
    };
    if let Kind::RowNumber { partition, order } = &expr.kind {
        let mut rank = Rank { name, partition: Vec::new(), order: Vec::new(), at: expr.at };
        for part in partition {
            rank.partition.push(exprs.bind(part)?);
        }
        for (by, descending) in order {
            rank.order.push((exprs.bind(by)?, *descending));
        }
        return Ok(Output::Rank(rank));
    }
    Ok(Output::Expr(name, exprs.bind(expr)?))
}

/// `*` or `t.*`
fn star(relation: &Relation, of: Option<&Name>, at: super::Place) -> Result<Vec<Output>> {
    let fields =
        relation.fields.iter().filter(|field| of.is_none_or(|name| field.qualifier.as_ref() == Some(&name.text)));
    let outputs: Vec<Output> = fields
        .map(|field| {
            let typed = Typed { expr: Expr::Column(field.index), kind: Some(field.kind), role: field.role, at };
            Output::Expr(field.name.clone(), typed)
        })
        .collect();
    match of {
        Some(name) if outputs.is_empty() => {
            Err(error(Class::TableNotFound, name.at, format!("Unknown identifier '{}'", name.text)))
        }
        _ => Ok(outputs),
    }
}

fn one_rank(outputs: &[Output]) -> Result<()> {
    let mut ranks = outputs.iter().filter_map(|output| match output {
        Output::Rank(rank) => Some(rank),
        Output::Expr(..) => None,
    });
    match (ranks.next(), ranks.next()) {
        (_, Some(second)) => Err(unsupported(second.at, "a second ROW_NUMBER in one SELECT")),
        _ => Ok(()),
    }
}

/// `SELECT DISTINCT a, b` as groups of `a` and `b`.
fn distinct(relation: &Relation, select: &Select) -> Result<Select> {
    let mut grouped = select.clone();
    grouped.distinct = false;
    grouped.items.clear();
    for item in &select.items {
        match item {
            Item::Star(of, at) => {
                let _ = star(relation, of.as_ref(), *at)?;
                for field in &relation.fields {
                    if of.as_ref().is_none_or(|name| field.qualifier.as_ref() == Some(&name.text)) {
                        let part = |text: &str| Name { text: text.to_owned(), at: *at };
                        let mut names: Vec<Name> = field.qualifier.as_deref().map(part).into_iter().collect();
                        names.push(part(&field.name));
                        let expr = ast::Expr { kind: Kind::Column(names), at: *at };
                        grouped.items.push(Item::Expr(expr, None));
                    }
                }
            }
            Item::Expr(expr, alias) => {
                if matches!(expr.kind, Kind::RowNumber { .. }) {
                    return Err(unsupported(expr.at, "ROW_NUMBER in SELECT DISTINCT"));
                }
                grouped.items.push(Item::Expr(expr.clone(), alias.clone()));
            }
        }
    }
    let exprs = grouped.items.iter().filter_map(|item| match item {
        Item::Expr(expr, _) => Some(expr.clone()),
        Item::Star(..) => None,
    });
    grouped.group = exprs.collect();
    Ok(grouped)
}
