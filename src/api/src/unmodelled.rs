//! Members that AWS has and that are not modelled. A call that gives one is
//! refused with a clear error; no such member is ever ignored. A member that AWS
//! does not have either is an unknown one, like anywhere else.

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// The first member that was given and is not modelled, if any was. Flattened into a request, last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmodelled(pub Option<&'static str>);

/// Reads what is left of a request: `of_aws` are the members that AWS has besides the `modelled` ones.
pub(crate) fn rest<'de, D: Deserializer<'de>>(
    deserializer: D,
    modelled: &'static [&'static str],
    of_aws: &'static [&'static str],
) -> Result<Unmodelled, D::Error> {
    struct Rest(&'static [&'static str], &'static [&'static str]);

    impl<'de> Visitor<'de> for Rest {
        type Value = Unmodelled;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unmodelled, A::Error> {
            let mut found = None;
            while let Some(name) = map.next_key::<String>()? {
                map.next_value::<IgnoredAny>()?;
                let Some(known) = self.1.iter().copied().find(|known| *known == name) else {
                    return Err(A::Error::unknown_field(&name, self.0));
                };
                found = found.or(Some(known));
            }
            Ok(Unmodelled(found))
        }
    }

    deserializer.deserialize_map(Rest(modelled, of_aws))
}

/// Writes the function that `#[serde(flatten, deserialize_with)]` names.
macro_rules! rest_of {
    ($name:ident: $($modelled:literal),+; $($of_aws:literal),* $(,)?) => {
        fn $name<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<crate::Unmodelled, D::Error> {
            crate::unmodelled::rest(deserializer, &[$($modelled),+], &[$($of_aws),*])
        }
    };
}
pub(crate) use rest_of;
