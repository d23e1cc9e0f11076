//! From what members did in a final round to what each is paid and charged: pure functions, one piece for the chain and for
//! simulations.
//!
//! The order is the chain's: [`History::remember`] the round, look up [`facts`], compute the [`share`] of each party,
//! [`split`](crate::split) the budget, and charge the [`clauses`].
//!
//! | file | holds |
//! | --- | --- |
//! | `history` | what an agreement remembers of a party from round to round |
//! | `facts` | what a program is told of it |
//! | `clauses` | what it is charged for, and what forfeits its pay |
//! | `influence` | how far the result moves without each update |
//! | `bits` | the same where members tell one bit by randomised response: the estimator, and what is made of it |
//! | `merit` | how much worse the result is without an update, as others measured it |

pub mod bits;
mod clauses;
mod facts;
mod history;
mod influence;
pub mod merit;

pub use clauses::{clauses, commit_outage, may_earn};
pub use facts::facts;
pub use history::{History, RECENT_ROUNDS};
pub use influence::influences;

use crate::{Amount, Facts, Share, Terms};
use guild_primitives::Contribution;

/// A party's share of the round. 0 where it may not earn, and where its deposit does not cover the dearest penalty: who
/// could not be charged any more is not paid any more, until it has filled its deposit up.
pub fn share(terms: &Terms, did: &Contribution, facts: &Facts, deposit: Amount) -> Share {
	if may_earn(did) && deposit >= terms.penalties.dearest() {
		terms.share(facts)
	} else {
		0
	}
}
