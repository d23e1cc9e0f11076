//! What a transaction is checked for before anything of it is paid or carried out: that a member sends it.
//!
//! [`CheckMember`] is the first extension, so that whoever is no member costs a node one look-up and gets nothing into its
//! pool. For a member's call of a round it then does three things:
//!
//! - It adds a tag, who does what in which round, to what the transaction provides: the pool holds one call a duty, however
//!   many nonces a member signs it with.
//! - It gives the call its place in the pool. Fees give one to all others, and duties have none.
//! - It notes a feeless call that was refused, so that such calls are bounded ([`pallet_training::Errand`]).
//!
//! And it refuses a commitment whose noise its member's privacy budget does not cover, and a report of bits likewise, before it is in any
//! block: what a block holds of it everybody has seen.

use crate::{AccountId, Consortium, PrivacyBudget, Rewards, Runtime, RuntimeCall, RuntimeOrigin, Training};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
	dispatch::{CheckIfFeeless, DispatchClass, DispatchInfo, PostDispatchInfo},
	pallet_prelude::{TransactionSource, Weight},
	traits::OriginTrait,
};
use guild_primitives::{
	ids::{AgreementId, RoundId},
	limits::MAX_PARTICIPANTS,
	AccountBytes, Answers, ConsortiumMembers, Ledger, MemberId, MetricRelease, Release,
};
use pallet_training::Errand;
use scale_info::TypeInfo;
use sp_runtime::{
	traits::{Implication, TransactionExtension, ValidateResult},
	transaction_validity::{
		InvalidTransaction, TransactionPriority, TransactionValidity, TransactionValidityError, ValidTransaction,
	},
	DispatchResult,
};

/// `InvalidTransaction::Custom` of a transaction that no member sends.
pub const NOT_A_MEMBER: u8 = 1;
/// `InvalidTransaction::Custom` of a commitment or a report that the privacy ledger cannot charge.
pub const OVER_BUDGET: u8 = 2;

/// Place in the pool of a member's duty. Above what fees without a tip can buy.
const DUTY_PRIORITY: TransactionPriority = TransactionPriority::MAX / 4;
/// Place in the pool of what decides over a proposed result.
const OPERATIONAL_PRIORITY: TransactionPriority = TransactionPriority::MAX / 2;

/// Refuses whoever is no member, and names what members do in a round.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct CheckMember;

/// A member's call of a round.
pub struct Duty {
	member: MemberId,
	errand: Errand,
	is_feeless: bool,
}

impl CheckMember {
	/// The member that acts through this account: its owner, or its duty account.
	fn member(account: &AccountId) -> Option<MemberId> {
		let bytes: [u8; 32] = account.clone().into();
		Consortium::member_of_owner(&AccountBytes(bytes)).or_else(|| Consortium::member_of_duty(&AccountBytes(bytes)))
	}

	/// Whether the account has a seat in the council. Members have one; this is for a council that knows others.
	fn has_seat(account: &AccountId) -> bool {
		pallet_collective::Members::<Runtime, crate::configs::CouncilCollective>::get().contains(account)
	}

	/// Why a transaction of this account is refused, by the number of its `InvalidTransaction::Custom`.
	fn refusal(member: Option<MemberId>, account: &AccountId) -> Option<u8> {
		(member.is_none() && !Self::has_seat(account)).then_some(NOT_A_MEMBER)
	}
}

/// The agreement and the round of a report on a survey, and what it tells.
fn surveyed(call: &RuntimeCall) -> Option<(AgreementId, RoundId, &Answers)> {
	match call {
		RuntimeCall::Rewards(pallet_rewards::Call::report_quality { agreement, round, answers, .. }) => {
			Some((*agreement, *round, answers))
		}
		_ => None,
	}
}

/// A call of a round, and what it is sent for.
fn errand(call: &RuntimeCall) -> Option<(&pallet_training::Call<Runtime>, Errand)> {
	match call {
		RuntimeCall::Training(call) => Some((call, call.errand()?)),
		_ => None,
	}
}

impl TransactionExtension<RuntimeCall> for CheckMember {
	const IDENTIFIER: &'static str = "CheckMember";
	type Implicit = ();
	type Val = Option<Duty>;
	type Pre = Option<Duty>;

	/// Whether a call is feeless is asked here and by the extension that skips fees. An estimate by what is read at most:
	/// the account's member twice, the round, and one entry of it; and the round is written if the call is refused.
	fn weight(&self, call: &RuntimeCall) -> Weight {
		let weights = <Runtime as frame_system::Config>::DbWeight::get();
		match call {
			RuntimeCall::Training(pallet_training::Call::commit_update { manifest, .. }) => weights
				.reads_writes(12, 1)
				.saturating_add(<PrivacyBudget as Ledger<Release>>::charge_weight(&manifest.mechanism)),
			// Whether its result has fallen is looked up among the faults of the round, of which there are no more than members.
			RuntimeCall::Training(pallet_training::Call::challenge { .. }) => {
				weights.reads_writes(12 + 2 * u64::from(MAX_PARTICIPANTS), 1)
			}
			RuntimeCall::Training(call) if call.errand().is_some() => weights.reads_writes(12, 1),
			// Its member twice, and the member of the duty account and the survey for each time that its fee is asked for, and once for what
			// the ledger says.
			call => match surveyed(call) {
				Some((_, _, answers)) => {
					weights.reads(9).saturating_add(<PrivacyBudget as Ledger<MetricRelease>>::charge_weight(answers))
				}
				None => weights.reads(3),
			},
		}
	}

	fn validate(
		&self,
		origin: RuntimeOrigin,
		call: &RuntimeCall,
		info: &DispatchInfo,
		_len: usize,
		_implicit: (),
		_implication: &impl Implication,
		_source: TransactionSource,
	) -> ValidateResult<Self::Val, RuntimeCall> {
		let account = origin.as_signer().ok_or(InvalidTransaction::BadSigner)?;
		let member = Self::member(account);
		if let Some(refusal) = Self::refusal(member, account) {
			return Err(InvalidTransaction::Custom(refusal).into());
		}
		if let RuntimeCall::Rewards(call) = call {
			if !Rewards::is_affordable(account, call) {
				return Err(InvalidTransaction::Custom(OVER_BUDGET).into());
			}
		}
		// A report that costs no fee is never refused now, so nothing is noted of it: the pool holds one a member and survey.
		let report = surveyed(call).filter(|_| call.is_feeless(&origin));
		if let Some((member, (agreement, round, _))) = member.zip(report) {
			let valid = ValidTransaction::with_tag_prefix("guild report")
				.and_provides((member, agreement, round))
				.priority(DUTY_PRIORITY)
				.build()?;
			return Ok((valid, None, origin));
		}
		let Some((member, (of_round, errand))) = member.zip(errand(call)) else {
			return Ok((ValidTransaction::default(), None, origin));
		};
		if !Training::is_affordable(account, of_round) {
			return Err(InvalidTransaction::Custom(OVER_BUDGET).into());
		}
		let priority = match info.class {
			DispatchClass::Operational => OPERATIONAL_PRIORITY,
			_ => DUTY_PRIORITY,
		};
		let valid = ValidTransaction::with_tag_prefix("guild duty")
			.and_provides((member, errand))
			.priority(priority)
			.build()?;
		let is_feeless = call.is_feeless(&origin);
		Ok((valid, Some(Duty { member, errand, is_feeless }), origin))
	}

	fn prepare(
		self,
		duty: Self::Val,
		_origin: &RuntimeOrigin,
		_call: &RuntimeCall,
		_info: &DispatchInfo,
		_len: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		Ok(duty)
	}

	/// What nobody signs: the time, from a block's author; and reports of equivocations in finality, which `pallet_grandpa` takes
	/// from a node itself, or out of a block. Nothing else: an authorised runtime could come so, from anybody who has its code, a
	/// megabyte at no fee.
	fn bare_validate(call: &RuntimeCall, _info: &DispatchInfo, _len: usize) -> TransactionValidity {
		match call {
			RuntimeCall::Timestamp(pallet_timestamp::Call::set { .. })
			| RuntimeCall::Grandpa(pallet_grandpa::Call::report_equivocation_unsigned { .. }) => Ok(ValidTransaction::default()),
			_ => Err(InvalidTransaction::Custom(NOT_A_MEMBER).into()),
		}
	}

	fn bare_validate_and_prepare(
		call: &RuntimeCall,
		info: &DispatchInfo,
		len: usize,
	) -> Result<(), TransactionValidityError> {
		Self::bare_validate(call, info, len).map(|_| ())
	}

	fn post_dispatch_details(
		duty: Self::Pre,
		_info: &DispatchInfo,
		_post_info: &PostDispatchInfo,
		_len: usize,
		result: &DispatchResult,
	) -> Result<Weight, TransactionValidityError> {
		if let Some(Duty { member, errand, is_feeless: true }) = duty.filter(|_| result.is_err()) {
			Training::note_refused(&member, errand.round);
		}
		Ok(Weight::zero())
	}
}
