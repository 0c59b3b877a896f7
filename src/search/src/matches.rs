//! Sets of documents with scores, and how they combine.

/// Documents of one segment, in order, with their scores.
pub type Matches = Vec<(u32, f64)>;

/// Documents in both; the scores added.
pub fn both(left: &Matches, right: &Matches) -> Matches {
    let mut all = Matches::with_capacity(left.len().min(right.len()));
    let mut others = right.iter().peekable();
    for (doc, score) in left {
        while others.next_if(|(other, _)| other < doc).is_some() {}
        if let Some((_, more)) = others.next_if(|(other, _)| other == doc) {
            all.push((*doc, score + more));
        }
    }
    all
}

/// The documents of the first that are not in the second.
pub fn without(left: Matches, right: &Matches) -> Matches {
    let mut others = right.iter().peekable();
    let mut stays = |doc: u32| {
        while others.next_if(|(other, _)| *other < doc).is_some() {}
        others.peek().is_none_or(|(other, _)| *other != doc)
    };
    left.into_iter().filter(|(doc, _)| stays(*doc)).collect()
}

/// The documents in any of several, each with its scores in the order of the sets.
pub fn any(sets: &[Matches], mut combine: impl FnMut(&[f64]) -> Option<f64>) -> Matches {
    let mut at = vec![0usize; sets.len()];
    let mut scores = Vec::with_capacity(sets.len());
    let mut all = Matches::new();
    loop {
        let heads = sets.iter().zip(&at).filter_map(|(set, at)| set.get(*at).map(|(doc, _)| *doc));
        let Some(doc) = heads.min() else { return all };
        scores.clear();
        for (set, at) in sets.iter().zip(&mut at) {
            if let Some((_, score)) = set.get(*at).filter(|(head, _)| *head == doc) {
                scores.push(*score);
                *at += 1;
            }
        }
        if let Some(score) = combine(&scores) {
            all.push((doc, score));
        }
    }
}

/// A set with every score the same.
pub fn flat(docs: impl IntoIterator<Item = u32>, score: f64) -> Matches {
    docs.into_iter().map(|doc| (doc, score)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_combine() {
        let left = vec![(1, 1.0), (3, 1.0), (5, 1.0)];
        let right = vec![(3, 2.0), (4, 2.0), (5, 2.0)];
        assert_eq!(both(&left, &right), [(3, 3.0), (5, 3.0)]);
        assert_eq!(without(left.clone(), &right), [(1, 1.0)]);
        let sum = |scores: &[f64]| Some(scores.iter().sum());
        assert_eq!(any(&[left.clone(), right.clone()], sum), [(1, 1.0), (3, 3.0), (4, 2.0), (5, 3.0)]);
        let two = any(&[left, right], |scores| (scores.len() == 2).then_some(0.0));
        assert_eq!(two, [(3, 0.0), (5, 0.0)]);
    }
}
