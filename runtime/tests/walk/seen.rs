//! What all walks together have met, so that they cannot become empty.

use crate::chain::{Act, Went};
use frame_support::traits::GetCallMetadata;
use guild_primitives::{FailReason, Fault, MemberId, Tier};
use guild_runtime::{constants::ESCROWS, AccountId, Runtime, RuntimeEvent};
use sp_runtime::DispatchError;
use std::collections::BTreeMap;

/// What walks are for: each must have happened.
const IMPORTANT: [&str; 54] = [
	"a final round",
	"a round of too few commitments",
	"a round of too few updates",
	"a round that a member had no base for",
	"an outage",
	"a round of a malformed update",
	"a lie proven",
	"a malformed update proven",
	"a copied attestation proven",
	"a withheld list",
	"a challenge in vain",
	"a redundant challenge",
	"a slash",
	"a slash settled and burnt",
	"a slash settled and paid by half",
	"a slash forgiven",
	"a strike",
	"a contested update",
	"a withheld update",
	"burnt bonds",
	"a plea",
	"an answered plea",
	"a disputed model",
	"a quarantine",
	"a pardon",
	"a payout",
	"a round that paid all its budget but dust",
	"a round that paid nothing",
	"an escrow that is not enough",
	"a penalty",
	"a merit found",
	"bits added up",
	"a party that leaves",
	"a deposit released",
	"a return to a funder",
	"a payment that an account cannot receive",
	"an agreement wound up",
	"an agreement terminated",
	"a member admitted",
	"a validator admitted",
	"a member removed in mid-round",
	"a member that resigned in mid-round",
	"a member gone in mid-round",
	"a member gone after its rounds",
	"a party released that is no member",
	"a new owner",
	"a veto",
	"a withdrawal",
	"a change of parameters",
	"a new session",
	"dust burnt",
	"a gift to an escrow",
	"rotated keys",
	"a fee",
];

/// How often something happened.
#[derive(Default)]
pub struct Seen {
	happened: BTreeMap<&'static str, u32>,
	/// Call and how it went, in words.
	acts: BTreeMap<(String, String), u32>,
}

fn is_in_open_round(member: &MemberId) -> bool {
	pallet_training::Rounds::<Runtime>::iter_values().any(|round| round.electorate.contains(member))
}

/// Whether it is the account of an agreement, as those of all pallets are derived.
fn is_escrow(account: &AccountId) -> bool {
	let bytes: &[u8] = account.as_ref();
	bytes.starts_with(b"modl") && bytes[4..].starts_with(&ESCROWS.0)
}

impl Seen {
	/// Something happened.
	fn saw(&mut self, what: &'static str) {
		*self.happened.entry(what).or_default() += 1;
	}

	/// An act was tried.
	pub fn act(&mut self, act: &Act, went: &Went) {
		let (Act::Signed(_, call) | Act::Council(call)) = act;
		let call = call.get_call_metadata();
		let how = match went {
			Went::Done(Ok(())) => "done".into(),
			Went::Done(Err(DispatchError::Module(error))) => error.message.unwrap_or("refused").into(),
			Went::Done(Err(error)) => format!("{error:?}"),
			Went::Invalid(why) => format!("in no block: {why:?}"),
		};
		*self.acts.entry((format!("{}::{}", call.pallet_name, call.function_name), how)).or_default() += 1;
	}

	/// An event was told.
	pub fn event(&mut self, event: &RuntimeEvent) {
		let what = match event {
			RuntimeEvent::Training(event) => training(event),
			RuntimeEvent::Rewards(event) => rewards(event),
			RuntimeEvent::Consortium(event) => self.consortium(event),
			RuntimeEvent::Reputation(pallet_reputation::Event::MemberQuarantined { .. }) => Some("a quarantine"),
			RuntimeEvent::Reputation(pallet_reputation::Event::MemberPardoned { .. }) => Some("a pardon"),
			RuntimeEvent::Parameters(_) => Some("a change of parameters"),
			RuntimeEvent::Session(pallet_session::Event::NewSession { .. }) => Some("a new session"),
			RuntimeEvent::Balances(pallet_balances::Event::DustLost { .. }) => Some("dust burnt"),
			RuntimeEvent::Balances(pallet_balances::Event::Transfer { to, .. }) => {
				is_escrow(to).then_some("a gift to an escrow")
			}
			RuntimeEvent::TransactionPayment(_) => Some("a fee"),
			_ => None,
		};
		what.into_iter().for_each(|what| self.saw(what));
	}

	fn consortium(&mut self, event: &pallet_consortium::Event<Runtime>) -> Option<&'static str> {
		use pallet_consortium::Event::*;
		Some(match event {
			MemberAdmitted { tier, .. } => {
				if *tier == Tier::Validator {
					self.saw("a validator admitted");
				}
				"a member admitted"
			}
			MemberLeaving { member, resigned } if is_in_open_round(member) => match resigned {
				true => "a member that resigned in mid-round",
				false => "a member removed in mid-round",
			},
			MemberRemoved { member } if is_in_open_round(member) => "a member gone in mid-round",
			MemberRemoved { .. } => "a member gone after its rounds",
			OwnerReplaced { .. } => "a new owner",
			RecoveryVetoed { .. } => "a veto",
			Withdrawn { .. } => "a withdrawal",
			KeysSet { .. } => "rotated keys",
			_ => return None,
		})
	}

	/// What walks are for, and has not happened yet.
	pub fn missing(&self) -> Vec<&'static str> {
		IMPORTANT.into_iter().filter(|what| !self.happened.contains_key(what)).collect()
	}
}

impl core::fmt::Display for Seen {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		self.happened.iter().try_for_each(|(what, count)| writeln!(f, "{count:7} {what}"))?;
		self.acts.iter().try_for_each(|((call, how), count)| writeln!(f, "{count:7} {call}: {how}"))
	}
}

fn training(event: &pallet_training::Event<Runtime>) -> Option<&'static str> {
	use pallet_training::Event::*;
	Some(match event {
		RoundFinal { .. } => "a final round",
		RoundFailed { reason, .. } => match reason {
			FailReason::TooFewCommitments => "a round of too few commitments",
			FailReason::TooFewIncluded => "a round of too few updates",
			FailReason::TooManyStruck => "a round of too many struck updates",
			FailReason::BaseMissing => "a round that a member had no base for",
			FailReason::Outage => "an outage",
			FailReason::MalformedUpdate => "a round of a malformed update",
			FailReason::NoAttestation => "a round without an attestation",
		},
		FaultProven { fault, .. } => match fault {
			Fault::MalformedUpdate { .. } => "a malformed update proven",
			Fault::Possession => "a copied attestation proven",
			Fault::WithheldList => "a withheld list",
			_ => "a lie proven",
		},
		ChallengeFailed { .. } => "a challenge in vain",
		ChallengeRedundant { .. } => "a redundant challenge",
		DepositSlashed { .. } => "a slash",
		SlashSettled { paid: 0, .. } => "a slash settled and burnt",
		SlashSettled { .. } => "a slash settled and paid by half",
		SlashForgiven { .. } => "a slash forgiven",
		UpdatesExcluded { .. } => "a strike",
		UpdatesContested { .. } => "a contested update",
		UpdateWithheld { .. } => "a withheld update",
		BondsBurnt { .. } => "burnt bonds",
		ListPleadedFor { .. } => "a plea",
		ListSent { .. } => "an answered plea",
		ModelDisputed { .. } => "a disputed model",
		_ => return None,
	})
}

fn rewards(event: &pallet_rewards::Event<Runtime>) -> Option<&'static str> {
	use pallet_rewards::Event::*;
	Some(match event {
		Paid { .. } => "a payout",
		RoundPaid { paid: 0, .. } => "a round that paid nothing",
		RoundPaid { paid, dust, .. } if dust < paid => "a round that paid all its budget but dust",
		BudgetNotCovered { .. } => "an escrow that is not enough",
		Penalised { .. } => "a penalty",
		QualityFound { .. } => "a merit found",
		BitsFound { .. } => "bits added up",
		Leaving { .. } => "a party that leaves",
		Released { member, .. } if guild_runtime::Consortium::member(*member).is_none() => {
			"a party released that is no member"
		}
		Released { .. } => "a deposit released",
		Returned { .. } => "a return to a funder",
		NotReceived { .. } => "a payment that an account cannot receive",
		WoundUp { .. } => "an agreement wound up",
		Terminated { .. } => "an agreement terminated",
		_ => return None,
	})
}
