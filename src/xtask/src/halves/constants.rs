//! Which constants only the rest of a cut module needs. What the linker left to move things by (`--emit-relocs`) says
//! exactly which function names which constant, and which constant another; whatever code of the first half, a constant of
//! its, or a word anywhere else in memory can lead to stays with the first half.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result};
use wasmparser::{
    BinaryReader, KnownCustom, Linking, Name, Parser, Payload, RelocSectionReader, RelocationType, SymbolInfo,
};

use super::Cut;
use crate::memory::{Memory, placed};

/// The name of the segment that nothing writes to.
const CONSTANTS: &str = ".rodata";

/// Ranges of memory that the first half can do without. `linked` is the module as the linker wrote it, `memory` what ships.
pub fn rest(cut: &Cut, linked: &[u8], memory: &Memory) -> Result<Vec<Range<usize>>> {
    let linked = Linked::read(linked)?;
    let functions = linked.first_functions(cut);
    let mut reached: BTreeSet<usize> = BTreeSet::new();
    let mut open: Vec<usize> =
        functions.iter().flat_map(|function| &linked.named[*function].constants).copied().collect();
    open.extend(linked.pointed_at_from_outside(memory));
    while let Some(constant) = open.pop() {
        if reached.insert(constant) {
            open.extend(linked.leads_to.get(&constant).into_iter().flatten());
        }
    }
    let mut free = vec![false; linked.area.len()];
    for (constant, range) in linked.constants.iter().enumerate() {
        if !reached.contains(&constant) {
            free[range.start - linked.area.start..range.end - linked.area.start].fill(true);
        }
    }
    // Texts share their ends: what one that stays needs, stays.
    for constant in reached {
        let range = &linked.constants[constant];
        free[range.start - linked.area.start..range.end - linked.area.start].fill(false);
    }
    Ok(runs(&free, linked.area.start))
}

fn runs(free: &[bool], begin: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for at in free.iter().enumerate().filter_map(|(at, free)| free.then_some(begin + at)) {
        match ranges.last_mut() {
            Some(range) if range.end == at => range.end += 1,
            _ => ranges.push(at..at + 1),
        }
    }
    ranges
}

/// What a function names.
#[derive(Default)]
struct Named {
    name: String,
    constants: BTreeSet<usize>,
    functions: BTreeSet<usize>,
}

/// A module as the linker left it. Functions and constants have numbers of their own here.
#[derive(Default)]
struct Linked {
    named: Vec<Named>,
    /// Addresses.
    constants: Vec<Range<usize>>,
    leads_to: BTreeMap<usize, BTreeSet<usize>>,
    /// Functions that are called through the table of functions.
    pointed_at: BTreeSet<usize>,
    /// Where constants lie.
    area: Range<usize>,
}

/// A place that the linker would write an address into.
struct Place {
    /// From the section's first byte.
    offset: u32,
    kind: RelocationType,
    symbol: u32,
}

/// A piece of memory as it begins.
struct Segment {
    address: usize,
    /// Where its bytes lie in the file.
    bytes: Range<usize>,
}

#[derive(Default)]
struct Sections<'a> {
    /// Where the file's bytes lie, to tell where in it a slice of it lies.
    file_begin: usize,
    imported: u32,
    bodies: Vec<Range<usize>>,
    code_begin: usize,
    data_begin: usize,
    segments: Vec<Segment>,
    segment_names: BTreeMap<u32, &'a str>,
    function_names: BTreeMap<u32, &'a str>,
    symbols: Vec<SymbolInfo<'a>>,
    code: Vec<Place>,
    data: Vec<Place>,
}

impl<'a> Sections<'a> {
    /// The function that a place is about, by its number among those that are defined.
    fn function(&self, place: &Place) -> Option<usize> {
        match self.symbols.get(place.symbol as usize)? {
            SymbolInfo::Func { index, .. } => Some(index.checked_sub(self.imported)? as usize),
            _ => None,
        }
    }

    fn read(wasm: &'a [u8]) -> Result<Sections<'a>> {
        let mut sections = Sections { file_begin: wasm.as_ptr().addr(), ..Sections::default() };
        for payload in Parser::new(0).parse_all(wasm) {
            sections.take(payload?)?;
        }
        Ok(sections)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::ImportSection(imports) => self.imported = u32::try_from(imports.into_imports().count())?,
            Payload::CodeSectionStart { range, .. } => self.code_begin = range.start,
            Payload::CodeSectionEntry(body) => self.bodies.push(body.range()),
            Payload::DataSection(data) => {
                self.data_begin = data.range().start;
                let begin = self.file_begin;
                let segments = placed(data)?.into_iter().map(|(address, bytes)| {
                    let at = bytes.as_ptr().addr() - begin;
                    Segment { address, bytes: at..at + bytes.len() }
                });
                self.segments = segments.collect();
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Name(names) => {
                    for names in names {
                        match names? {
                            Name::Function(names) => {
                                for naming in names {
                                    let naming = naming?;
                                    self.function_names.insert(naming.index, naming.name);
                                }
                            }
                            Name::Data(names) => {
                                for naming in names {
                                    let naming = naming?;
                                    self.segment_names.insert(naming.index, naming.name);
                                }
                            }
                            _ => {}
                        }
                    }
                }
                KnownCustom::Linking(linking) => {
                    for part in linking {
                        if let Linking::SymbolTable(symbols) = part? {
                            self.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                        }
                    }
                }
                _ if section.name() == "reloc.CODE" => self.code = places(section.data(), section.data_offset())?,
                _ if section.name() == "reloc.DATA" => self.data = places(section.data(), section.data_offset())?,
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }
}

fn places(bytes: &[u8], offset: usize) -> Result<Vec<Place>> {
    let section = RelocSectionReader::new(BinaryReader::new(bytes, offset))?;
    section
        .entries()
        .into_iter()
        .map(|entry| {
            let entry = entry?;
            Ok(Place { offset: entry.offset, kind: entry.ty, symbol: entry.index })
        })
        .collect()
}

/// The module's functions as they are now, by the names that the linker gave them.
struct Now<'c> {
    /// Whom each calls.
    calls: BTreeMap<&'c str, BTreeSet<&'c str>>,
    /// Those of the first half.
    first: BTreeSet<&'c str>,
}

impl<'c> Now<'c> {
    fn of(cut: &'c Cut) -> Self {
        let name = |function: &u32| cut.outline.symbols.get(function).map(String::as_str);
        let mut now = Now { calls: BTreeMap::new(), first: BTreeSet::new() };
        for (function, calls) in cut.outline.defined().zip(&cut.outline.calls) {
            let Some(known) = name(&function) else { continue };
            now.calls.entry(known).or_default().extend(calls.iter().filter_map(name));
            if !cut.moved.contains(&function) {
                now.first.insert(known);
            }
        }
        now
    }
}

impl Linked {
    fn read(wasm: &[u8]) -> Result<Linked> {
        let sections = Sections::read(wasm)?;
        let mut linked = Linked::default();
        let segment = sections.segment_names.iter().find(|(_, name)| **name == CONSTANTS).map(|(index, _)| *index);
        let segment = segment.context("the linked module names no segment of constants")?;
        let home = sections.segments.get(segment as usize).context("a segment that is not there")?;
        let begin = home.address;
        linked.area = begin..begin + home.bytes.len();
        let mut constant_of: BTreeMap<u32, usize> = BTreeMap::new();
        for (symbol, info) in (0..).zip(&sections.symbols) {
            if let SymbolInfo::Data { symbol: Some(at), .. } = info
                && at.index == segment
            {
                constant_of.insert(symbol, linked.constants.len());
                let start = begin + at.offset as usize;
                linked.constants.push(start..start + at.size as usize);
            }
        }
        linked.take_code(&sections, &constant_of);
        linked.take_data(&sections, &constant_of);
        linked.take_pointers(&sections);
        Ok(linked)
    }

    fn take_code(&mut self, sections: &Sections<'_>, constant_of: &BTreeMap<u32, usize>) {
        self.named = (sections.imported..)
            .zip(&sections.bodies)
            .map(|(index, _)| Named {
                name: sections.function_names.get(&index).copied().unwrap_or_default().to_owned(),
                ..Named::default()
            })
            .collect();
        for place in &sections.code {
            let at = sections.code_begin + place.offset as usize;
            let function = sections.bodies.partition_point(|body| body.end <= at);
            let Some(named) = self.named.get_mut(function) else { continue };
            match place.kind {
                RelocationType::FunctionIndexLeb => named.functions.extend(sections.function(place)),
                _ => named.constants.extend(constant_of.get(&place.symbol)),
            }
        }
    }

    /// Functions that are called through the table of functions.
    fn take_pointers(&mut self, sections: &Sections<'_>) {
        let places = sections.code.iter().chain(&sections.data);
        let pointers =
            places.filter(|place| matches!(place.kind, RelocationType::TableIndexSleb | RelocationType::TableIndexI32));
        self.pointed_at = pointers.filter_map(|place| sections.function(place)).collect();
    }

    fn take_data(&mut self, sections: &Sections<'_>, constant_of: &BTreeMap<u32, usize>) {
        for place in &sections.data {
            let Some(to) = constant_of.get(&place.symbol) else { continue };
            let at = sections.data_begin + place.offset as usize;
            let home = sections.segments.iter().find(|segment| segment.bytes.contains(&at));
            let Some(home) = home else { continue };
            let address = home.address + at - home.bytes.start;
            for (from, range) in self.constants.iter().enumerate() {
                if range.contains(&address) {
                    self.leads_to.entry(from).or_default().insert(*to);
                }
            }
        }
    }

    /// The functions whose code the first half has: its own, and those that were taken into them after linking. Of these, some
    /// are gone, and others have gone on existing: whatever a function called before and does not call now may be within it.
    fn first_functions(&self, cut: &Cut) -> BTreeSet<usize> {
        let now = Now::of(cut);
        let known: BTreeSet<&str> = self.named.iter().map(|named| named.name.as_str()).collect();
        let called: BTreeSet<usize> = self.named.iter().flat_map(|named| &named.functions).copied().collect();
        let is_gone = |function: usize| !now.calls.contains_key(self.named[function].name.as_str());
        // What has another name since linking, or none, is gone; such are the entrances for JavaScript.
        let renamed: BTreeSet<&str> = now
            .calls
            .iter()
            .filter(|(name, _)| !known.contains(**name))
            .flat_map(|(_, calls)| calls)
            .copied()
            .collect();
        let mut first = BTreeSet::new();
        for (function, named) in self.named.iter().enumerate() {
            let calls = if now.first.contains(named.name.as_str()) {
                now.calls.get(named.name.as_str())
            } else if is_gone(function) && (self.pointed_at.contains(&function) || !called.contains(&function)) {
                Some(&renamed)
            } else {
                None
            };
            let Some(calls) = calls else { continue };
            let (mut within, mut open) = (BTreeSet::new(), vec![function]);
            while let Some(function) = open.pop() {
                if within.insert(function) {
                    let taken_in =
                        |called: &usize| is_gone(*called) || !calls.contains(self.named[*called].name.as_str());
                    open.extend(self.named[function].functions.iter().copied().filter(taken_in));
                }
            }
            first.extend(within);
        }
        first
    }

    /// The constants that a word of memory outside of them could be the address of.
    fn pointed_at_from_outside(&self, memory: &Memory) -> Vec<usize> {
        let mut by_start: Vec<(usize, usize)> =
            self.constants.iter().enumerate().map(|(constant, range)| (range.start, constant)).collect();
        by_start.sort_unstable();
        let longest = self.constants.iter().map(Range::len).max().unwrap_or_default();
        let mut found = Vec::new();
        for (at, word) in (0..).step_by(4).zip(memory.bytes.chunks_exact(4)) {
            if self.area.contains(&at) {
                continue;
            }
            let Ok(word) = <[u8; 4]>::try_from(word) else { continue };
            let address = u32::from_le_bytes(word) as usize;
            if !self.area.contains(&address) {
                continue;
            }
            let from = by_start.partition_point(|(start, _)| start + longest < address);
            let candidates = by_start[from..].iter().take_while(|(start, _)| *start <= address);
            // A pointer may stand just behind its last element.
            found.extend(candidates.map(|(_, constant)| *constant).filter(|it| self.constants[*it].end >= address));
        }
        found
    }
}
