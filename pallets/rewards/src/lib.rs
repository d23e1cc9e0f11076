//! Agreements: who is paid what for a final round, out of which escrow, and what it costs not to do one's part.
//!
//! # Terms
//!
//! - An **agreement** pays the final rounds of one task by its [`Terms`](guild_agreement::Terms): a small program that yields each party's share, conditions,
//!   a budget a round, a deposit, penalties, a term. Governance creates it, and its terms never change. A task has at most one
//!   that runs.
//! - A **funder** pays into its **escrow**: money held in an account of the agreement's own, which nobody has a key of. A hold in the
//!   funders' accounts would be 128 holds to draw from in every round, and would fall with the membership of a funder; so
//!   a budget, once given, is the agreement's until it is over.
//! - A **party** is a member that has accepted the agreement and put down its **deposit**, held in its own account. Only who
//!   has accepted is paid, and only who has accepted is charged: the council cannot bind a member's money.
//! - A **share** is what the program yields; shares are in proportion to each other. What rounding leaves, and what no share
//!   takes, is **dust**: it stays in escrow. So that no party gains by what it reports of others, each is paid as if it had praised
//!   them all: [`pay`](guild_agreement::settle::pay) says how. In a task of bits it is not so, and a party gains a little by telling of
//!   others that they make nothing better.
//! - A **survey** asks members how much worse a result is without each update; see `quality.rs`.
//!
//! # A life
//!
//! `create` by the council; `fund` by members; `accept` by each party. The first final round of the term that comes after
//! pays whoever was bound when it opened, and so on. `leave` takes effect after the open round; so does the removal of a
//! member. `terminate` by the council ends it after the open round: what was worked for is paid. When it is over (by its term,
//! its task or `terminate`), `wind_up`, by anybody, gives deposits back to the parties and what is left in escrow to the funders, in
//! proportion to what each has paid in.
//!
//! # What pays, and what does not
//!
//! A round pays whoever is bound in it, has an update in the result that entered the matrix, was not proven guilty in it, and
//! has a deposit that covers the dearest clause; to all others the round says why not by the facts that it records. An
//! exhausted escrow stops no training: the round pays what there is, in the same proportions, and says so.
//!
//! Penalties go from the deposit into the escrow, and so to the other parties or back to the funders: nothing is burnt here, and
//! total issuance never changes. They are charged at once. (What the chain itself slashes waits for governance, in the training
//! pallet; an agreement is between parties who have signed it.) Until somebody has funded it, an agreement charges nothing.
//! Where so many did not commit that it was an outage, nobody is charged for that.
//!
//! The council may have a part of all budgets paid and a part of all penalties charged ([`Rates`]): less than was signed, and never
//! more. They are read when a round is settled, and its record has them; what is proven in a round, and charged apart, is charged by those of
//! the block in which it is. What is not paid stays in escrow. A deposit must cover the dearest clause in full all the same.
//!
//! An account that owns less than the existential deposit cannot receive less than that. What it cannot receive stays where it
//! is, and [`Event::NotReceived`] says so: a payout stays in escrow; what is due from a winding up is due again with the next
//! `wind_up`.
//!
//! # Invariants
//!
//! - **I1** Agreements are numbered from 0 without gaps, and each has terms that hold together.
//! - **I2** [`AgreementOf`] names, for every task, its running agreement, and no other.
//! - **I3** What arrived in an escrow is what left it and what is in it: the account of an agreement holds exactly
//!   [`Agreement::escrow`], and the sums of its payout records and of its parties' are what it paid.
//! - **I4** What funders have paid in is what the agreement was funded with, as long as it runs; an agreement that nobody has funded
//!   has charged nothing.
//! - **I5** What is held of a member as [`HoldReason::Deposit`] is the sum of its deposits, of which none exceeds its terms'; who is
//!   not in the list of parties has none.
//! - **I6** Parties are ascending, at most 128, and there are none of an agreement that is wound up; nothing is in its escrow.
//! - **I7** A survey belongs to a running agreement, is about one of its rounds, and has one report of everybody who reported, with one
//!   value a subject; or of bits one count a subject, no more than reported.
//! - **I8** Every offence that waits lies between the oldest and the next, and its agreement runs or winds up.
//! - **I9** A payout record belongs to a round of its agreement's task, before its end, its lines are ascending, and it pays at
//!   most its budget, which is at most the part of the terms' that its rates say.
//! - **I10** No merit of a party exceeds what it could be whatever one member had reported; nothing is kept of that for an agreement
//!   that does not run, or about a task of bits.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

extern crate alloc;

mod agreements;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod invariants;
#[cfg(test)]
mod mock;
mod money;
mod offences;
mod parties;
mod proportion;
mod quality;
mod settle;
#[cfg(test)]
mod tests;
mod types;
mod views;
pub mod weights;

pub use guild_agreement::{settle::merit::MERIT_STEPS, PayoutLine, Rates, RoundPayout, Status};
pub use pallet::*;
pub use types::{Agreement, Bounds, Funders, Offence, Party, PartyList, Survey, Tally};
pub use weights::WeightInfo;

#[allow(clippy::expect_used)] // The macros' own.
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::offences::OffenceQueue;
	use alloc::boxed::Box;
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{hold::Unbalanced, MutateHold},
			StorageVersion,
		},
		weights::WeightMeter,
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use guild_agreement::{Amount, Clause, Terms};
	use guild_pallet_support::Queue;
	use guild_primitives::{
		consortium::ConsortiumMembers,
		contribution::Trust,
		ids::{AgreementId, DatasetId, MemberId, RoundId, RoundIndex, TaskId},
		round::TaskRounds,
		Answers, Ledger, MetricRelease, Root,
	};
	use sp_arithmetic::Permill;

	/// Version of what is stored.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<AccountId: Into<[u8; 32]> + From<[u8; 32]>> {
		/// Who creates and terminates agreements: more than half of the council. Trusted for what is paid for, not with anybody's
		/// money.
		type AgreementOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Who is a member, and whose duty account is whose. Provided by the consortium; trusted for who may act.
		type Members: ConsortiumMembers;
		/// Which rounds tasks have, and what they let members show. Provided by training; trusted for when an agreement is over, and for
		/// what a report has to be charged.
		type Tasks: TaskRounds;
		/// Who charges reports to members' held-out data. Trusted to refuse what a dataset cannot pay for.
		type Metrics: Ledger<MetricRelease>;
		/// Who knows reputations. Trusted for the fact of that name, and to be as quick as it says.
		type Trust: Trust;
		/// Where escrow and deposits are held. Trusted to keep what it holds.
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason, Balance = Amount>
			+ Unbalanced<Self::AccountId>;
		/// The runtime's reasons for holds, with this pallet's among them.
		type RuntimeHoldReason: From<HoldReason>;
		/// What the accounts of agreements are derived from.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// A survey opens with every so-manieth round that an agreement pays, at least 1. Each costs every member the measuring of as
		/// many results as there are updates.
		#[pallet::constant]
		type SurveyEvery: Get<u32>;
		/// The part of each budget that is paid. Set by governance for all agreements, and bounded by its type: nobody pays more than
		/// was signed.
		type PaidPart: Get<Permill>;
		/// The part of each penalty that is charged, likewise.
		type ChargedPart: Get<Permill>;
		/// Makes a task, in benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type MakeTask: guild_primitives::round::MakeTask;
		/// Makes members, in benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type MakeMember: guild_primitives::consortium::MakeMember;
		/// Measured weights.
		type WeightInfo: WeightInfo;
	}

	/// Number of the next agreement. Written by `create`, never removed.
	#[pallet::storage]
	pub type NextAgreement<T> = StorageValue<_, AgreementId, ValueQuery>;

	/// Agreement → its terms. Written by `create`, never changed or removed. At most 5 kB each; grows by governance only.
	#[pallet::storage]
	pub type TermsOf<T> = StorageMap<_, Twox64Concat, AgreementId, Terms>;

	/// Agreement → where it stands. Written by `create`, calls and rounds, never removed. Grows by governance only.
	#[pallet::storage]
	pub type Agreements<T> = StorageMap<_, Twox64Concat, AgreementId, Agreement>;

	/// Task → its running agreement. Written by `create`, removed by winding up. At most one a task.
	#[pallet::storage]
	pub type AgreementOf<T> = StorageMap<_, Twox64Concat, TaskId, AgreementId>;

	/// Agreement → who has paid into its escrow. Written by `fund`; who was given back its part leaves it. At most 6.1 kB.
	#[pallet::storage]
	pub type FundersOf<T> = StorageMap<_, Twox64Concat, AgreementId, Funders, ValueQuery>;

	/// Agreement → its present parties. Written by `accept`; a party leaves it with its deposit. At most 4.1 kB.
	#[pallet::storage]
	pub type PartiesOf<T> = StorageMap<_, Twox64Concat, AgreementId, PartyList, ValueQuery>;

	/// Agreement, member → the member as a party. Written by `accept` and rounds, never removed: one a member that ever was a
	/// party, and a member enters by governance only.
	#[pallet::storage]
	pub type Parties<T> = StorageDoubleMap<_, Twox64Concat, AgreementId, Blake2_128Concat, MemberId, Party>;

	/// Final round → what it paid, and why. Written when it becomes final, never removed: at most 18 kB a round that an agreement
	/// is about.
	#[pallet::storage]
	pub type Payouts<T> = StorageMap<_, Twox64Concat, RoundId, RoundPayout>;

	/// Agreement → its open survey. Written by rounds and reports, removed by the next round of the agreement that becomes final, and by
	/// winding up.
	#[pallet::storage]
	pub type Surveys<T> = StorageMap<_, Twox64Concat, AgreementId, Survey>;

	/// Agreement → how high the merits of its parties could be, whatever one of its members had reported. Written when a survey closes,
	/// removed by winding up. None of a task of bits.
	#[pallet::storage]
	pub type MeritBounds<T> = StorageMap<_, Twox64Concat, AgreementId, Bounds, ValueQuery>;

	/// Number → what members did and have not been charged for. Written as it is proven, removed as it is charged, in the next block that
	/// has room. At most one a fault and one a withheld update of the rounds that are open.
	#[pallet::storage]
	pub type Offences<T> = StorageMap<_, Twox64Concat, u64, Offence>;

	/// Number of the next offence. Written with [`Offences`], never removed.
	#[pallet::storage]
	pub type NextOffence<T> = StorageValue<_, u64, ValueQuery>;

	/// Number of the oldest offence that waits. Written as they are charged, never removed.
	#[pallet::storage]
	pub type OldestOffence<T> = StorageValue<_, u64, ValueQuery>;

	/// Why something is held. An index never changes its meaning.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// An agreement's escrow, in its own account.
		#[codec(index = 0)]
		Escrow,
		/// A party's deposit, in its owner's account.
		#[codec(index = 1)]
		Deposit,
	}

	/// Everything an auditor needs to follow the money.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Governance created an agreement.
		AgreementCreated {
			/// The agreement.
			agreement: AgreementId,
			/// The task that it is about.
			task: TaskId,
			/// Hash of its terms, [`terms_hash`].
			terms_hash: Root,
		},
		/// A member paid into the escrow.
		Funded {
			/// The agreement.
			agreement: AgreementId,
			/// The member.
			funder: MemberId,
			/// How much.
			amount: Amount,
		},
		/// A member accepted the agreement, or filled its deposit up.
		Accepted {
			/// The agreement.
			agreement: AgreementId,
			/// The member.
			member: MemberId,
			/// How much was held for it.
			held: Amount,
			/// The first round that binds it.
			bound_from: RoundIndex,
		},
		/// A party leaves.
		Leaving {
			/// The agreement.
			agreement: AgreementId,
			/// The member.
			member: MemberId,
			/// The first round that does not bind it any more.
			bound_before: RoundIndex,
		},
		/// A member is no party any more, and has its deposit back.
		Released {
			/// The agreement.
			agreement: AgreementId,
			/// The member.
			member: MemberId,
			/// What was left of the deposit.
			amount: Amount,
		},
		/// A member reported on the updates of a round.
		QualityReported {
			/// The agreement.
			agreement: AgreementId,
			/// The round.
			round: RoundId,
			/// The member.
			reporter: MemberId,
		},
		/// A survey closed with enough reports on this member's update, in a task that shows bits.
		BitsFound {
			/// The agreement.
			agreement: AgreementId,
			/// The round.
			round: RoundId,
			/// The member.
			member: MemberId,
			/// How many others told that the result is better with the update; some of them falsely, by chance.
			better: u8,
			/// How many told anything.
			answers: u8,
		},
		/// A survey closed with enough reports on this member's update.
		QualityFound {
			/// The agreement.
			agreement: AgreementId,
			/// The round.
			round: RoundId,
			/// The member.
			member: MemberId,
			/// The median of the others' reports, −[`MERIT_STEPS`] to [`MERIT_STEPS`].
			merit: i8,
		},
		/// The escrow has less than what a round is to pay.
		BudgetNotCovered {
			/// The agreement.
			agreement: AgreementId,
			/// The round.
			round: RoundId,
			/// What the round is to pay: the part of the budget that is paid.
			budget: Amount,
			/// What there is.
			escrow: Amount,
		},
		/// A round was paid. The record says to whom, and why.
		RoundPaid {
			/// The agreement.
			agreement: AgreementId,
			/// The round.
			round: RoundId,
			/// What left the escrow.
			paid: Amount,
			/// What there was to pay and stayed in escrow.
			dust: Amount,
		},
		/// A party was paid for a round.
		Paid {
			/// The agreement.
			agreement: AgreementId,
			/// The round.
			round: RoundId,
			/// The party.
			member: MemberId,
			/// How much.
			amount: Amount,
		},
		/// A penalty went from a party's deposit into the escrow.
		Penalised {
			/// The agreement.
			agreement: AgreementId,
			/// The round.
			round: RoundId,
			/// The party.
			member: MemberId,
			/// For what.
			clause: Clause,
			/// How much: less than the clause says if the deposit had less.
			amount: Amount,
		},
		/// Governance ended the agreement, or shortened its term.
		Terminated {
			/// The agreement.
			agreement: AgreementId,
			/// The first round that it does not pay any more.
			ends_before: RoundIndex,
		},
		/// A funder has its part of what was left.
		Returned {
			/// The agreement.
			agreement: AgreementId,
			/// The funder.
			funder: MemberId,
			/// How much.
			amount: Amount,
		},
		/// Nothing of the agreement is held any more.
		WoundUp {
			/// The agreement.
			agreement: AgreementId,
		},
		/// An account could not receive what is its: it owns less than accounts must. The money stays where it is.
		NotReceived {
			/// The agreement.
			agreement: AgreementId,
			/// The member.
			member: MemberId,
			/// How much.
			amount: Amount,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// There is no such task, or no round of it will open any more.
		/// Ask for the tasks.
		NoSuchTask,
		/// The terms do not hold together.
		/// Ask `guild agreement check`, which says where and why.
		BadTerms,
		/// The term lies in the past.
		/// Let it end with a round or a block that is still to come.
		TermIsOver,
		/// The task has an agreement that runs.
		/// Terminate that one first, and have it wound up.
		TaskHasAgreement,
		/// There is no such agreement.
		/// Ask for the agreements.
		UnknownAgreement,
		/// The agreement is over: it pays no further round.
		/// Have it wound up.
		AgreementOver,
		/// This account is not the owner account of a member, or for a report, not the duty account of one.
		/// Sign with the other account.
		NotAMember,
		/// The terms name their parties, and this member is not among them.
		/// Ask the council for another agreement.
		NotNamed,
		/// The member is a party, and its deposit is full.
		/// Nothing needs to be done.
		AlreadyAParty,
		/// The member is not a party of this agreement.
		/// Nothing needs to be done.
		NotAParty,
		/// The party is leaving.
		/// Wait for the end of the open round, and have its deposit released.
		IsLeaving,
		/// The party is bound: it has not left, or the round is open in which it is bound for the last time.
		/// Wait for the end of the open round, or let its owner leave first.
		StillBound,
		/// The owner's account does not have the amount.
		/// Transfer the amount to it.
		NotCovered,
		/// Less than an account must own at least.
		/// Pay more at once.
		FundingTooSmall,
		/// The agreement has its most funders.
		/// Let one of them pay more.
		TooManyFunders,
		/// The agreement has its most parties.
		/// Wait for one to leave.
		TooManyParties,
		/// The agreement is not over.
		/// Wait for the end of its term or of its task's open round, or ask the council to terminate it.
		NotOver,
		/// The agreement is wound up already.
		/// Nothing needs to be done.
		AlreadyWoundUp,
		/// The agreement ends no later than this already.
		/// Nothing needs to be done.
		AlreadyTerminated,
		/// Something that members did has not been charged yet.
		/// Try again in the next block.
		PenaltiesWait,
		/// No survey of this round is open.
		/// Report between the end of a round that asks for reports and the end of the next.
		NoSurvey,
		/// The member was not in the electorate of the round.
		/// Nothing needs to be done.
		NotInElectorate,
		/// The member has reported already.
		/// Nothing needs to be done.
		AlreadyReported,
		/// A report has one value for each update in question, at most 8 steps from 0, or one bit for each, as the task says; its member's
		/// own bit is clear, and there is another.
		/// Measure the updates that the survey lists, in its order.
		BadReport,
		/// The member has not declared the dataset that the report names to the privacy ledger.
		/// Declare it with the owner account: `guild privacy declare`.
		UnknownDataset,
		/// The dataset, or one that overlaps it, has no budget for noise on a whole dataset: no bit may be told about it.
		/// Declare another dataset, with a budget under that relation.
		NoPrivacyBudget,
		/// The report would take the dataset, or one that overlaps it, over its privacy budget.
		/// Report no more; `guild privacy ledger` shows what is left.
		OverPrivacyBudget,
		/// This chain keeps no privacy ledger, or has charged the dataset for a report on this round.
		/// Nothing can be done.
		ReportNotAccounted,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Creates an agreement about the rounds of a task that are still to become final.
		///
		/// - **Origin**: [`Config::AgreementOrigin`].
		/// - **Needs**: terms that hold together and whose term is not over; a task that has rounds to come and no agreement that runs.
		/// - **Does**: makes the account of its escrow, emits [`Event::AgreementCreated`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::create())]
		pub fn create(origin: OriginFor<T>, task: TaskId, terms: Box<Terms>) -> DispatchResult {
			T::AgreementOrigin::ensure_origin(origin)?;
			Self::do_create(task, *terms)
		}

		/// Pays into the escrow of an agreement. It comes back only when the agreement is wound up.
		///
		/// - **Origin**: a member's owner account.
		/// - **Needs**: an agreement that is not over, and the amount.
		/// - **Does**: holds exactly the amount in the agreement's account, emits [`Event::Funded`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::fund())]
		pub fn fund(origin: OriginFor<T>, agreement: AgreementId, amount: Amount) -> DispatchResult {
			let member = T::Members::owned_by(ensure_signed(origin)?).ok_or(Error::<T>::NotAMember)?;
			Self::do_fund(member, agreement, amount)
		}

		/// Makes the caller a party, with the next round that opens; or fills its deposit up again.
		///
		/// - **Origin**: a member's owner account.
		/// - **Needs**: an agreement that is not over and is with this member, and the deposit.
		/// - **Does**: holds the deposit in the account that names the member, emits [`Event::Accepted`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::accept())]
		pub fn accept(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResult {
			let member = T::Members::owned_by(ensure_signed(origin)?).ok_or(Error::<T>::NotAMember)?;
			Self::do_accept(member, agreement)
		}

		/// Ends what binds the caller. An open round still pays it, and may cost it something.
		///
		/// - **Origin**: a party's owner account, of a member or a former one.
		/// - **Needs**: a party that is not leaving.
		/// - **Does**: gives the deposit back if no open round binds the party, and emits [`Event::Released`]; else emits
		///   [`Event::Leaving`], and the deposit is released when the round has become final, or by `release`.
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::release())]
		pub fn leave(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			// A former member is known by the account that named it.
			let member = T::Members::owned_by(owner.clone()).unwrap_or(MemberId(owner.into()));
			Self::do_leave(member, agreement)
		}

		/// Gives a party's deposit back that no round binds any more; for a former member that cannot ask for it itself, does what
		/// `leave` does.
		///
		/// - **Origin**: any account.
		/// - **Needs**: a party that is leaving, and whose last round is over; or one that is no member any more.
		/// - **Does**: emits [`Event::Released`] or [`Event::Leaving`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::release())]
		pub fn release(origin: OriginFor<T>, agreement: AgreementId, member: MemberId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_release(member, agreement)
		}

		/// Reports how much worse the result of a round is without each update in it, as the task lets members show it: in the steps of
		/// `quality.rs`, or in bits by randomised response.
		///
		/// - **Origin**: the duty account of a member of the round's electorate. Feeless for the one report that is accepted.
		/// - **Needs**: an open survey of this round; an answer for each of its subjects, in their order. About its own update a member's
		///   value counts for nothing, and it has no bit. For bits, a `dataset` of the member whose budget covers them.
		/// - **Does**: charges the bits to the dataset that they were measured on, or marks it; emits [`Event::QualityReported`].
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::report_quality().saturating_add(T::Metrics::charge_weight(answers)))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, agreement: &AgreementId, round: &RoundId, dataset: &DatasetId, answers: &Answers| -> bool {
			Pallet::<T>::owes_report(origin, *agreement, *round, *dataset, answers)
		})]
		pub fn report_quality(
			origin: OriginFor<T>,
			agreement: AgreementId,
			round: RoundId,
			dataset: DatasetId,
			answers: Answers,
		) -> DispatchResult {
			let duty = ensure_signed(origin)?;
			Self::do_report_quality(duty, agreement, round, dataset, &answers)
		}

		/// Ends an agreement after the open round of its task, or at once if none is open, and then winds it up.
		///
		/// - **Origin**: [`Config::AgreementOrigin`].
		/// - **Needs**: an agreement that runs and would end later.
		/// - **Does**: emits [`Event::Terminated`], and if nothing waits what `wind_up` does.
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::wind_up())]
		pub fn terminate(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResult {
			T::AgreementOrigin::ensure_origin(origin)?;
			Self::do_terminate(agreement)
		}

		/// Gives deposits and what is left in escrow back, when the agreement is over.
		///
		/// - **Origin**: any account.
		/// - **Needs**: an agreement that is over, and that nothing waits to be charged by.
		/// - **Does**: releases each deposit; returns the escrow to the funders in exact proportion; emits [`Event::WoundUp`]. Who cannot
		///   receive its part is told of by [`Event::NotReceived`], and the call may be made again.
		/// - **Refuses**: with the first reason that applies; then nothing has changed.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::wind_up())]
		pub fn wind_up(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_wind_up(agreement)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(_now: BlockNumberFor<T>, meter: &mut WeightMeter) {
			OffenceQueue::<T>::serve(Self::now(), meter);
		}

		fn integrity_test() {
			assert!(T::SurveyEvery::get() > 0, "a survey with every round that is a multiple of nothing");
			Self::check_weights();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

/// The hash that names terms.
pub fn terms_hash(terms: &guild_agreement::Terms) -> guild_primitives::Root {
	guild_primitives::Root::of_value("guild 2026-11 agreement terms v1", terms)
}
