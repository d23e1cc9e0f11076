//! Agreements as people write and read them. `docs/agreements.md` is the language's reference.
//!
//! ```
//! let text = r#"agreement "Wind farm"
//! budget 1000 per round
//! share = 0.7 * quality + 0.3 * min(samples, 20000) / 20000
//! require availability >= 0.8
//! "#;
//! let terms = guild_agreement::text::parse(text)?;
//! assert_eq!(guild_agreement::text::write(&terms), text);
//! # Ok::<(), guild_agreement::text::Problem>(())
//! ```

mod amount;
mod expression;
mod fold;
mod locate;
mod number;
mod parser;
mod problem;
mod token;
mod words;
mod write;

pub use amount::amount;
pub use parser::{parse, parse_bytes};
pub use problem::Problem;
pub use words::{notes, words};
pub use write::{condition, formula, write};

/// Most bytes of a text: some eight times the longest that terms can be written as, without the names of parties.
pub const MAX_TEXT_BYTES: usize = 32 * 1024;
