//! Exclude patterns: `*` within a folder, `**` across folders, `?` one letter. Braces and brackets
//! are not modelled.

/// What is wrong with a pattern.
pub(crate) fn glob_problem(pattern: &str) -> Option<String> {
    let odd = pattern.chars().find(|letter| "{}[]\\".contains(*letter))?;
    Some(format!("Exclusion '{pattern}' is not modelled: '{odd}' has no meaning here, only *, ** and ? have"))
}

/// Whether `name` matches `pattern`.
pub(crate) fn glob(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    // `reached[n]`: what is read of the pattern matches the first n letters.
    let mut reached = vec![false; name.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    let mut at = 0;
    while let Some(letter) = pattern.get(at) {
        let double = *letter == '*' && pattern.get(at + 1) == Some(&'*');
        let mut next = vec![false; name.len() + 1];
        for (index, slot) in next.clone().iter().enumerate() {
            let before = index.checked_sub(1);
            let last = before.and_then(|before| name.get(before));
            let came = |from: &[bool], index: Option<usize>| index.and_then(|index| from.get(index)) == Some(&true);
            let holds = match letter {
                '*' => {
                    came(&reached, Some(index))
                        || came(&next, before) && (double || last.is_some_and(|last| *last != '/'))
                }
                '?' => came(&reached, before) && last.is_some_and(|last| *last != '/'),
                letter => came(&reached, before) && last == Some(letter),
            };
            if let Some(place) = next.get_mut(index) {
                *place = *slot || holds;
            }
        }
        reached = next;
        at += if double { 2 } else { 1 };
    }
    reached.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks() {
        assert!(glob("*.csv", "a.csv") && !glob("*.csv", "b/a.csv") && glob("**.csv", "b/a.csv"));
        assert!(glob("dt=2001-01-0?/**", "dt=2001-01-01/x") && !glob("dt=?", "dt=12"));
        assert!(glob_problem("{a,b}").is_some() && glob_problem("a*").is_none());
    }
}
