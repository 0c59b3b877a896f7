//! Making a plan ready: which columns are read, which operator feeds which, what may be corrected; and refusing what cannot be run.

use crate::decode::Decoder;
use crate::encode::Sink;
use crate::expr::columns;
use crate::output::Problem;
use crate::plan::{Grouping, Input, Kind, LookedUp, Lookup, Op, Plan, Ranking, is_timed};
use crate::settings::Settings;
use crate::window::check;
use jobs::stream::{Aggregate, Expr, Insert, Node, Origin, Program, Time, Window};
use std::collections::BTreeSet;

impl Plan {
    pub(crate) fn new(program: &Program, insert: usize, settings: Settings) -> Result<Self, Problem> {
        let Some(insert) = program.inserts.get(insert) else {
            return Err(Problem::new(format!("the program has no INSERT number {insert}")));
        };
        build(program, insert, settings).map_err(|problem| match problem.position {
            Some(_) => problem,
            None => problem.at(insert.position),
        })
    }
}

/// What a node is, as seen from above.
struct Shape {
    /// What has to be told which operator it feeds.
    tails: Vec<Tail>,
    inputs: BTreeSet<usize>,
    width: usize,
    /// Whether an operator with state is in it.
    has_state: bool,
    /// Whether its rows may be corrected.
    has_updates: bool,
    /// Whether the clock closes its windows, if it has windows.
    is_by_clock: Option<bool>,
}

enum Tail {
    Input(usize),
    Op(usize),
}

struct Builder<'a> {
    program: &'a Program,
    plan: Plan,
    /// For each input the columns that are read, until its decoder is made.
    wanted: Vec<BTreeSet<u32>>,
}

fn build(program: &Program, insert: &Insert, settings: Settings) -> Result<Plan, Problem> {
    let into = table(program, insert.into)?;
    let sink = Sink::new(into, insert).map_err(|problem| problem.at(into.position))?;
    let plan = Plan {
        ops: Vec::new(),
        inputs: Vec::new(),
        clocked: Vec::new(),
        sources: Vec::new(),
        looked_up: Vec::new(),
        references: Vec::new(),
        sink,
        settings,
    };
    let mut builder = Builder { program, plan, wanted: Vec::new() };
    let width = builder.width(&insert.query)?;
    if width != insert.columns.len() {
        let message = format!("the query gives {width} columns, {} are written", insert.columns.len());
        return Err(Problem::new(message));
    }
    let shape = builder.node(&insert.query, &(0..width as u32).collect())?;
    builder.op(Kind::Output, shape, width, false);
    let Builder { mut plan, wanted, .. } = builder;
    for (input, wanted) in plan.inputs.iter_mut().zip(wanted) {
        input.decoder = Decoder::new(table(program, input.table)?, wanted)?;
    }
    for (place, op) in plan.ops.iter().enumerate() {
        if is_timed(&op.kind) == Some(true) {
            plan.clocked.push(place);
        }
        if is_timed(&op.kind) == Some(false) {
            let mut has_watermark = false;
            for input in &op.inputs {
                if let Some(input) = plan.inputs.get_mut(*input) {
                    input.timed.push(place);
                    has_watermark |= input.decoder.time.is_some();
                }
            }
            if !has_watermark {
                return Err(Problem::new("a window over event time needs a table with a WATERMARK"));
            }
        }
    }
    plan.sources = plan.inputs.iter().map(|input| input.table).collect();
    plan.references = plan.looked_up.iter().map(|table| table.table).collect();
    plan.sources.sort_unstable();
    plan.references.sort_unstable();
    Ok(plan)
}

fn table(program: &Program, index: u32) -> Result<&jobs::stream::Table, Problem> {
    program.tables.get(index as usize).ok_or_else(|| Problem::new(format!("the program has no table number {index}")))
}

fn read(exprs: impl IntoIterator<Item = impl std::borrow::Borrow<Expr>>) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    exprs.into_iter().for_each(|expr| columns(expr.borrow(), &mut found));
    found
}

impl Builder<'_> {
    /// How many columns a node gives.
    fn width(&self, node: &Node) -> Result<usize, Problem> {
        Ok(match node {
            Node::Scan { table: index } => table(self.program, *index)?.columns.len(),
            Node::Filter { input, .. } => self.width(input)?,
            Node::Project { columns, .. } => columns.len(),
            Node::Lookup { input, table: index, .. } => self.width(input)? + table(self.program, *index)?.columns.len(),
            Node::Assign { input, .. } => self.width(input)? + 3,
            Node::WindowAggregate { keys, aggregates, .. } => keys.len() + 3 + aggregates.len(),
            Node::GroupAggregate { keys, aggregates, .. } => keys.len() + aggregates.len(),
            Node::Top { input, .. } => self.width(input)? + 1,
            Node::Union { inputs } => inputs.first().map_or(Ok(0), |input| self.width(input))?,
        })
    }

    /// Whether a column tells when its row was processed.
    fn is_clock(&self, node: &Node, column: u32) -> bool {
        let below = |input: &Node| {
            self.width(input).is_ok_and(|width| (column as usize) < width) && self.is_clock(input, column)
        };
        match node {
            Node::Scan { table: index } => {
                let column = table(self.program, *index).ok().and_then(|table| table.columns.get(column as usize));
                column.is_some_and(|column| column.origin == Origin::ProcessingTime)
            }
            Node::Project { input, columns } => match columns.get(column as usize).map(|column| &column.expr) {
                Some(Expr::Column(column)) => self.is_clock(input, *column),
                _ => false,
            },
            Node::Filter { input, .. } | Node::Lookup { input, .. } | Node::Assign { input, .. } => below(input),
            Node::Union { inputs } => !inputs.is_empty() && inputs.iter().all(below),
            Node::WindowAggregate { .. } | Node::GroupAggregate { .. } | Node::Top { .. } => false,
        }
    }

    /// Adds an operator over a shape.
    fn op(&mut self, kind: Kind, below: Shape, width: usize, has_state: bool) -> Shape {
        let place = self.plan.ops.len();
        for tail in &below.tails {
            match tail {
                Tail::Input(input) => {
                    if let Some(input) = self.plan.inputs.get_mut(*input) {
                        input.feeds.push(place);
                    }
                }
                Tail::Op(op) => {
                    if let Some(op) = self.plan.ops.get_mut(*op) {
                        op.next = place;
                    }
                }
            }
        }
        let inputs = below.inputs.iter().copied().collect();
        self.plan.ops.push(Op { kind, next: usize::MAX, inputs, is_first: !below.has_state });
        Shape { tails: vec![Tail::Op(place)], width, has_state: below.has_state || has_state, ..below }
    }

    /// Adds a node of which some columns are wanted, and what feeds it.
    fn node(&mut self, node: &Node, wanted: &BTreeSet<u32>) -> Result<Shape, Problem> {
        match node {
            Node::Scan { table: index } => self.scan(*index, wanted),
            Node::Filter { input, condition } => {
                let below = self.node(input, &(wanted | &read([condition])))?;
                let width = below.width;
                Ok(self.op(Kind::Filter(condition.clone()), below, width, false))
            }
            Node::Project { input, columns } => {
                let kept = |place: usize| wanted.contains(&(place as u32));
                let exprs: Vec<_> = columns
                    .iter()
                    .enumerate()
                    .map(|(place, column)| kept(place).then(|| column.expr.clone()))
                    .collect();
                let below = self.node(input, &read(exprs.iter().flatten()))?;
                Ok(self.op(Kind::Project(exprs), below, columns.len(), false))
            }
            Node::Lookup { input, table, on, outer } => self.lookup(input, *table, on, *outer, wanted),
            Node::Assign { input, window, time } => {
                check(*window)?;
                if matches!(window, Window::Session { .. }) {
                    return Err(Problem::new("a row alone has no SESSION window: it needs a GROUP BY"));
                }
                let width = self.width(input)?;
                let below = self.node(input, &(&within(wanted, width) | &of_time(*time)))?;
                let mut shape = self.op(Kind::Assign(*window, *time), below, width + 3, false);
                shape.is_by_clock = Some(*time == Time::Processing);
                Ok(shape)
            }
            Node::WindowAggregate { input, window, time, keys, aggregates } => {
                check(*window)?;
                let below = self.node(input, &(&of_groups(keys, aggregates) | &of_time(*time)))?;
                let grouping = grouping(*time, keys, aggregates, below.has_updates);
                let is_late_allowed = self.plan.settings.allow_lateness_ms > 0 && *time != Time::Processing;
                let kind = match window {
                    Window::Session { .. } if below.has_updates => {
                        return Err(Problem::new("a SESSION window cannot be over rows that may be corrected"));
                    }
                    Window::Session { gap_ms } => Kind::Session(grouping, *gap_ms),
                    window => Kind::Window(grouping, *window),
                };
                let mut shape = self.op(kind, below, keys.len() + 3 + aggregates.len(), true);
                shape.has_updates = is_late_allowed;
                shape.is_by_clock = Some(*time == Time::Processing);
                Ok(shape)
            }
            Node::GroupAggregate { input, keys, aggregates } => {
                let below = self.node(input, &of_groups(keys, aggregates))?;
                let grouping = grouping(Time::Processing, keys, aggregates, below.has_updates);
                let mut shape = self.op(Kind::Group(grouping), below, keys.len() + aggregates.len(), true);
                shape.has_updates = true;
                Ok(shape)
            }
            Node::Top { input, partition, order, rows_max, window_end, .. } => {
                let width = self.width(input)?;
                let mut read = within(wanted, width);
                read.extend(partition.iter().chain(order.iter().map(|(column, _)| column)));
                let below = self.node(input, &read)?;
                let is_retractable = below.has_updates;
                let window = match (window_end, below.is_by_clock) {
                    (None, _) => None,
                    (Some(place), Some(is_by_clock)) => {
                        let column = partition.get(*place as usize);
                        let column =
                            column.ok_or_else(|| Problem::new("a Top-N names no column as its window's end"))?;
                        Some((*column as usize, is_by_clock))
                    }
                    (Some(_), None) => return Err(Problem::new("a windowed Top-N needs windows beneath it")),
                };
                let ranking = Ranking {
                    partition: partition.clone(),
                    order: order.clone(),
                    rows_max: usize::try_from(*rows_max).unwrap_or(usize::MAX),
                    window,
                    is_ranked: wanted.contains(&(width as u32)),
                    is_retractable,
                };
                let mut shape = self.op(Kind::Top(ranking), below, width + 1, true);
                // The row that is first by the clock stays the first.
                let is_settled = *rows_max == 1
                    && !is_retractable
                    && matches!(order.as_slice(), [(column, false)] if self.is_clock(input, *column));
                shape.has_updates = window_end.is_none() && !is_settled;
                Ok(shape)
            }
            Node::Union { inputs } => {
                let mut all: Option<Shape> = None;
                for input in inputs {
                    let shape = self.node(input, wanted)?;
                    let Some(all) = &mut all else {
                        all = Some(shape);
                        continue;
                    };
                    if shape.width != all.width {
                        return Err(Problem::new("the inputs of a UNION differ in their columns"));
                    }
                    all.tails.extend(shape.tails);
                    all.inputs.extend(shape.inputs);
                    all.has_state |= shape.has_state;
                    all.has_updates |= shape.has_updates;
                    if all.is_by_clock != shape.is_by_clock {
                        all.is_by_clock = None;
                    }
                }
                all.ok_or_else(|| Problem::new("a UNION has no inputs"))
            }
        }
    }

    fn scan(&mut self, index: u32, wanted: &BTreeSet<u32>) -> Result<Shape, Problem> {
        let known = self.plan.inputs.iter().position(|input| input.table == index);
        let place = match known {
            Some(place) => place,
            None => {
                let decoder = Decoder::new(table(self.program, index)?, BTreeSet::new())?;
                self.plan.inputs.push(Input { table: index, decoder, feeds: Vec::new(), timed: Vec::new() });
                self.wanted.push(BTreeSet::new());
                self.plan.inputs.len() - 1
            }
        };
        if let Some(all) = self.wanted.get_mut(place) {
            all.extend(wanted);
        }
        Ok(Shape {
            tails: vec![Tail::Input(place)],
            inputs: BTreeSet::from([place]),
            width: table(self.program, index)?.columns.len(),
            has_state: false,
            has_updates: false,
            is_by_clock: None,
        })
    }

    fn lookup(
        &mut self,
        input: &Node,
        index: u32,
        on: &[(Expr, u32)],
        is_outer: bool,
        wanted: &BTreeSet<u32>,
    ) -> Result<Shape, Problem> {
        if on.is_empty() {
            return Err(Problem::new("a lookup needs equal columns"));
        }
        let bounded = table(self.program, index)?;
        let width = self.width(input)?;
        let keys: Vec<_> = on.iter().map(|(expr, _)| expr.clone()).collect();
        let below = self.node(input, &(&within(wanted, width) | &read(&keys)))?;
        let reference = match self.plan.looked_up.iter().position(|table| table.table == index) {
            Some(place) => place,
            None => {
                let all = (0..bounded.columns.len() as u32).collect();
                let mut decoder = Decoder::new(bounded, all)?;
                decoder.time = None;
                self.plan.looked_up.push(LookedUp { table: index, decoder, indexes: Vec::new() });
                self.plan.looked_up.len() - 1
            }
        };
        let indexes = self.plan.looked_up.get_mut(reference).map(|table| &mut table.indexes);
        let place = indexes.map_or(0, |indexes| {
            indexes.push(on.iter().map(|(_, column)| *column).collect());
            indexes.len() - 1
        });
        let lookup = Lookup { reference, index: place, keys, is_outer, width: bounded.columns.len() };
        let width = width + lookup.width;
        Ok(self.op(Kind::Lookup(lookup), below, width, false))
    }
}

fn within(wanted: &BTreeSet<u32>, width: usize) -> BTreeSet<u32> {
    wanted.range(..width as u32).copied().collect()
}

fn of_time(time: Time) -> BTreeSet<u32> {
    match time {
        Time::Event(column) => BTreeSet::from([column]),
        Time::Processing => BTreeSet::new(),
    }
}

fn of_groups(keys: &[jobs::stream::Named], aggregates: &[Aggregate]) -> BTreeSet<u32> {
    let arguments = aggregates.iter().flat_map(|aggregate| aggregate.argument.iter().chain(&aggregate.filter));
    read(keys.iter().map(|key| &key.expr).chain(arguments))
}

fn grouping(time: Time, keys: &[jobs::stream::Named], aggregates: &[Aggregate], is_retractable: bool) -> Grouping {
    let keys = keys.iter().map(|key| key.expr.clone()).collect();
    Grouping { time, keys, aggregates: aggregates.to_vec(), is_retractable }
}
