//! What Guild's runtime and its workers must agree on, bit for bit.
//!
//! Types only, and pure decisions over them: no storage, no I/O, no floating point. A pallet knows another pallet
//! only through the traits here, and the worker asks the chain only through the runtime APIs here.
//!
//! | module | holds |
//! | --- | --- |
//! | [`limits`] | every bound and window limit, in one place |
//! | [`ids`] | members, tasks, rounds, accounts and keys |
//! | [`root`] | BLAKE3 names of bytes, and proofs of possession |
//! | [`rules`] | which robust rule a task uses, and its parameters |
//! | [`task`] | the task spec that governance votes on |
//! | [`manifest`] | what a member declares with an update |
//! | [`result`] | the frozen inputs of an aggregation, and its result |
//! | [`round`] | phases, outcomes, and what auditors read of a round |
//! | [`seed`] | the round's seed, by commit and reveal |
//! | [`decide`] | what a round accepts: the chain and the worker ask the same functions |
//! | [`duty`] | what a member's worker owes now |
//! | [`fault`] | what a fault proof shows, and what the chain keeps of it |
//! | [`privacy`] | what a mechanism protects and costs, what a task demands, what a dataset has spent |
//! | [`metric`] | what may be shown of errors on held-out rows, and what it costs |
//! | [`ledger`] | who charges updates and reports to members' data |
//! | [`contribution`] | what members did in a final round, and what their scores do to the next |
//! | [`reputation`] | from what a round shows of members to scores, quarantine and weights |
//! | [`consortium`] | members as other pallets and the node see them |
//! | `api` | the runtime APIs (feature `runtime-api`) |
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs, clippy::float_arithmetic)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

extern crate alloc;

#[cfg(feature = "runtime-api")]
pub mod api;
pub mod consortium;
pub mod contribution;
pub mod decide;
pub mod duty;
pub mod fault;
pub mod ids;
pub mod ledger;
pub mod limits;
pub mod manifest;
pub mod metric;
pub mod privacy;
pub mod reputation;
pub mod result;
pub mod root;
pub mod round;
pub mod rules;
pub mod seed;
pub mod task;
pub mod text;

pub use consortium::{
	key_statement, ConsortiumMembers, KeyProofs, MemberKeys, MemberView, OpenRounds, ProvenKey, Tier,
};
pub use contribution::{Contribution, Score, SettledRound, Settlement, Standing, Standings, Trust, Work, SHARE_ONE};
pub use duty::{AttestationView, AttestedResult, CommitmentView, Duty};
pub use fault::{Evidence, Fault, FaultRecord};
pub use ids::{
	AccountBytes, AgreementId, BlockNumber, DatasetId, MemberId, NodeKey, NodeSignature, RoundId, RoundIndex, TaskId,
	WorkerKey, WorkerSignature,
};
pub use ledger::{Charged, Ledger, LedgerRefusal};
pub use manifest::{Manifest, Mechanism};
pub use metric::{Answers, FlipChance, Metric, MetricPolicy, MetricRelease};
pub use privacy::{Budget, LedgerEntry, MechanismPolicy, Release};
pub use result::{attestation_hash, Coefficient, IncludedUpdate, ResultBody, RoundInputs, COEFFICIENT_ONE};
pub use root::{possession, Root};
pub use round::{
	ContestedUpdate, FailReason, Lineage, MemberProgress, Outcome, Phase, PleaView, Proposal, PublicationView,
	RoundView, TaskProgress, TaskRounds, TaskStatus, TaskView,
};
pub use rules::{ColumnRule, MixRule, PreStep, RuleSpec, Weighting};
pub use seed::{round_seed, seed_commitment};
pub use task::{SpecError, TaskSpec, Windows, Withheld};
pub use text::Text;
