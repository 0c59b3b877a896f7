//! What is wrong with a script, where, and in whose words: Flink's, where they are known.

use jobs::lake::{Class, Diagnostic};

/// Line and column, from 1.
pub(super) type Place = (u32, u32);

/// Everything here fails with a diagnostic.
pub(super) type Result<T> = std::result::Result<T, Diagnostic>;

/// An error at a place.
pub(super) fn error(class: Class, at: Place, message: impl Into<String>) -> Diagnostic {
    Diagnostic { class, message: message.into(), position: Some(at), hint: None }
}

/// Something that Flink may do and this does not.
pub(super) fn unsupported(at: Place, what: &str) -> Diagnostic {
    error(Class::NotSupported, at, format!("{what} is not supported here"))
}

/// Types that do not go together.
pub(super) fn mismatch(at: Place, message: impl Into<String>) -> Diagnostic {
    error(Class::TypeMismatch, at, message)
}

/// The same error with a hint.
pub(super) fn hinted(mut error: Diagnostic, hint: impl Into<String>) -> Diagnostic {
    error.hint = Some(hint.into());
    error
}

/// The same error with the nearest of `names`, if one is near. A name that differs in case alone is the nearest.
pub(super) fn nearest<'a>(error: Diagnostic, name: &str, names: impl Iterator<Item = &'a str> + Clone) -> Diagnostic {
    let same = names.clone().find(|candidate| candidate.eq_ignore_ascii_case(name) && *candidate != name);
    match (same, crate::diagnose::nearest(name, names)) {
        (Some(near), _) => hinted(error, format!("names are case-sensitive: did you mean '{near}'?")),
        (None, Some(near)) => hinted(error, format!("did you mean '{near}'?")),
        (None, None) => error,
    }
}
