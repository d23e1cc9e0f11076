//! From what members did in a final round to what each is paid and charged: pure functions, one piece for the chain and for
//! simulations.
//!
//! The order is the chain's: [`History::remember`] the round, look up [`facts`], make the [`Claim`] of each party, [`pay`] them,
//! and charge the [`clauses`].
//!
//! | file | holds |
//! | --- | --- |
//! | `history` | what an agreement remembers of a party from round to round |
//! | `facts` | what a program is told of it |
//! | `claim` | what a party may have of the budget, and why what it reports of others does not change that |
//! | `copies` | who else sent the same update |
//! | `clauses` | what it is charged for, and what forfeits its pay |
//! | `influence` | how far the result moves without each update |
//! | `bits` | the same where members tell one bit by randomised response: the estimator, and what is made of it |
//! | `merit` | how much worse the result is without an update, as others measured it |

pub mod bits;
mod claim;
mod clauses;
mod copies;
mod facts;
mod history;
mod influence;
pub mod merit;

pub use claim::{pay, Claim};
pub use clauses::{clauses, commit_outage, may_earn};
pub use copies::copies;
pub use facts::facts;
pub use history::{History, RECENT_ROUNDS};
pub use influence::influences;
