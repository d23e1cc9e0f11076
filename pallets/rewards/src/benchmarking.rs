//! Benchmarks of every call and of what rounds cause, each at its worst.

use super::{offences::OffenceQueue, *};
use alloc::{boxed::Box, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungible::Unbalanced, EnsureOrigin, Get},
	weights::WeightMeter,
	BoundedVec,
};
use frame_system::{Pallet as System, RawOrigin};
use guild_agreement::{
	Amount, Clause, Condition, Fact, Op, Parties as Named, Penalties, Program, Relation, Term, Terms, I32F32,
};
use guild_pallet_support::Queue;
use guild_primitives::{
	consortium::{MakeMember, MemberKeys},
	contribution::{Contribution, Score, SettledRound, Settlement, Work, SHARE_ONE},
	decide,
	ids::{AccountBytes, AgreementId, MemberId, NodeKey, RoundId, TaskId, WorkerKey},
	limits::MAX_PARTICIPANTS,
	round::MakeTask,
	Answers, Root, Text,
};

/// More than the existential deposit of any runtime of ours, and few enough that accounts can own a million of them.
const MONEY: Amount = 1_000_000_000_000;

fn bytes(n: u32, kind: u8) -> [u8; 32] {
	let mut bytes = [kind; 32];
	bytes[..4].copy_from_slice(&n.to_be_bytes());
	// The mock's duty accounts differ from owners in the highest bit of each byte.
	bytes.map(|byte| byte & 0x7f)
}

/// Member number `n`; of all here, and in their order.
fn member(n: u32) -> MemberId {
	MemberId(bytes(n, 1))
}

fn owner<T: Config>(n: u32) -> T::AccountId {
	member(n).0.into()
}

fn duty<T: Config>(n: u32) -> T::AccountId {
	bytes(n, 1).map(|byte| byte | 0x80).into()
}

/// Makes members 0 to `n`, whose owners own what agreements take.
fn admit<T: Config>(n: u32) {
	for n in 0..n {
		let keys = MemberKeys {
			duty: AccountBytes(duty::<T>(n).into()),
			worker: WorkerKey(bytes(n, 3)),
			node: NodeKey(bytes(n, 4)),
		};
		T::MakeMember::make_member(member(n), keys);
		T::Currency::write_balance(&owner::<T>(n), MONEY * 1_000_000).expect("the account can be made");
	}
	T::Currency::set_total_issuance(MONEY * 1_000_000 * Amount::from(n));
}

/// The dearest program: it loads, divides and takes roots as often as it may; and as many conditions.
fn terms() -> Terms {
	let mut ops = vec![Op::Load(Fact::Quality)];
	while ops.len() < 31 {
		let pair = [Op::Load(Fact::Availability), Op::Div];
		let candidate: Vec<Op> = ops.iter().copied().chain(pair).collect();
		let program = Program(BoundedVec::truncate_from(candidate.clone()));
		if program.validate().is_err() {
			break;
		}
		ops = candidate;
	}
	let conditions = Fact::ALL.into_iter().take(8);
	let conditions =
		conditions.map(|fact| Condition { fact, relation: Relation::AtLeast, value: I32F32::ZERO }).collect::<Vec<_>>();
	Terms {
		title: Text::new("benchmark").expect("is short"),
		budget: MONEY * 1_000,
		program: Program(BoundedVec::truncate_from(ops)),
		conditions: BoundedVec::truncate_from(conditions),
		deposit: MONEY * 100,
		penalties: Penalties {
			missed_commit: MONEY,
			missing_blob: MONEY,
			wrong_attestation: MONEY,
			proven_fault: MONEY,
		},
		parties: Named::All,
		term: Term::default(),
	}
}

/// An agreement of as many parties, each of whom has funded it.
fn agreed<T: Config>(n: u32) -> (TaskId, AgreementId) {
	let task = T::MakeTask::make_task();
	let id = NextAgreement::<T>::get();
	Pallet::<T>::do_create(task, terms()).expect("the task has no agreement");
	admit::<T>(n);
	for n in 0..n {
		Pallet::<T>::do_fund(member(n), id, MONEY * 10_000).expect("it owns that");
		Pallet::<T>::do_accept(member(n), id).expect("it owns that");
	}
	(task, id)
}

/// A final round in which each is paid, and charged for what does not forfeit that. Whoever is charged twice is not paid, and costs less.
fn settled(task: TaskId, index: u32, n: u32) -> SettledRound {
	let contribution = |n| Contribution {
		member: member(n),
		work: Some(Work { update_root: Root(bytes(n, 2)), samples: 9, steps_done: 7, steps_asked: 9 }),
		missing: false,
		voted: true,
		attested: Some(false),
		guilty: false,
		score: Some(Score {
			active: true,
			weight_share: SHARE_ONE / 128,
			norm: 9,
			distance: 9,
			novelty: Some(SHARE_ONE / 2),
		}),
	};
	SettledRound {
		round: RoundId { task, index },
		at: 1,
		result_hash: Root([2; 32]),
		contributions: (0..n).map(contribution).collect(),
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create() -> Result<(), BenchmarkError> {
		let origin = T::AgreementOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		let task = T::MakeTask::make_task();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, task, Box::new(terms()));

		assert!(AgreementOf::<T>::contains_key(task));
		Ok(())
	}

	#[benchmark]
	fn fund() -> Result<(), BenchmarkError> {
		let (_, id) = agreed::<T>(MAX_PARTICIPANTS);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>(7)), id, MONEY);

		assert!(FundersOf::<T>::get(id).contains(&(member(7), MONEY * 10_001)));
		Ok(())
	}

	#[benchmark]
	fn accept() -> Result<(), BenchmarkError> {
		let (_, id) = agreed::<T>(MAX_PARTICIPANTS);
		Pallet::<T>::do_leave(member(7), id)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>(7)), id);

		assert!(PartiesOf::<T>::get(id).contains(&member(7)));
		Ok(())
	}

	#[benchmark]
	fn release() -> Result<(), BenchmarkError> {
		let (_, id) = agreed::<T>(MAX_PARTICIPANTS);
		Parties::<T>::mutate(id, member(7), |party| {
			party.as_mut().expect("it is a party").bound_before = Some(0);
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>(8)), id, member(7));

		assert!(!PartiesOf::<T>::get(id).contains(&member(7)));
		Ok(())
	}

	#[benchmark]
	fn report_quality() -> Result<(), BenchmarkError> {
		let (task, id) = agreed::<T>(MAX_PARTICIPANTS);
		for index in 0..T::SurveyEvery::get() {
			Pallet::<T>::settled(&settled(task, index, MAX_PARTICIPANTS));
		}
		let mut survey = Surveys::<T>::get(id).ok_or("no survey is open")?;
		let (round, changes) = (survey.round, BoundedVec::truncate_from(vec![1; MAX_PARTICIPANTS as usize]));
		// All others have reported.
		survey.reported = u128::MAX ^ decide::bit(7);
		survey.tally = Tally::Coarse(BoundedVec::truncate_from(vec![changes.clone(); MAX_PARTICIPANTS as usize - 1]));
		Surveys::<T>::insert(id, survey);
		let answers = Answers::Coarse(changes);

		#[extrinsic_call]
		_(RawOrigin::Signed(duty::<T>(7)), id, round, 1, answers);

		let Some(Tally::Coarse(reports)) = Surveys::<T>::get(id).map(|survey| survey.tally) else {
			return Err("no coarse survey is open".into());
		};
		assert_eq!(reports.len(), MAX_PARTICIPANTS as usize);
		Ok(())
	}

	#[benchmark]
	fn wind_up() -> Result<(), BenchmarkError> {
		let (_, id) = agreed::<T>(MAX_PARTICIPANTS);
		Agreements::<T>::mutate(id, |agreement| {
			agreement.as_mut().expect("there is one").ends_before = Some(0);
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>(8)), id);

		assert_eq!(Agreements::<T>::get(id).map(|agreement| agreement.status), Some(Status::WoundUp));
		Ok(())
	}

	/// A look at the queue of offences, whose oldest does not fit.
	#[benchmark]
	fn poll() {
		let members = BoundedVec::truncate_from((0..MAX_PARTICIPANTS).map(member).collect());
		let round = RoundId { task: 0, index: 0 };
		OffenceQueue::<T>::push(Offence { agreement: 0, round, clause: Clause::ProvenFault, members });
		let mut meter = WeightMeter::with_limit(T::WeightInfo::poll());

		#[block]
		{
			OffenceQueue::<T>::serve(Pallet::<T>::now(), &mut meter);
		}

		assert!(Offences::<T>::contains_key(0));
	}

	#[benchmark]
	fn charge(n: Linear<1, { MAX_PARTICIPANTS }>) -> Result<(), BenchmarkError> {
		let (task, id) = agreed::<T>(MAX_PARTICIPANTS);
		let members = BoundedVec::truncate_from((0..n).map(member).collect());
		let round = RoundId { task, index: 0 };
		OffenceQueue::<T>::push(Offence { agreement: id, round, clause: Clause::ProvenFault, members });

		#[block]
		{
			OffenceQueue::<T>::serve(Pallet::<T>::now(), &mut WeightMeter::new());
		}

		assert_eq!(Agreements::<T>::get(id).map(|agreement| agreement.penalised), Some(MONEY * Amount::from(n)));
		Ok(())
	}

	#[benchmark]
	fn settle(n: Linear<1, { MAX_PARTICIPANTS }>) -> Result<(), BenchmarkError> {
		let (task, id) = agreed::<T>(n);
		// A survey is closed by it, in which everybody has reported.
		for index in 0..T::SurveyEvery::get() {
			Pallet::<T>::settled(&settled(task, index, n));
		}
		Surveys::<T>::mutate(id, |survey| {
			let survey = survey.as_mut().expect("a survey is open");
			survey.reported = survey.subjects;
			let subjects = survey.subjects.count_ones() as usize;
			let report = BoundedVec::truncate_from(vec![1; subjects]);
			survey.tally = Tally::Coarse(BoundedVec::truncate_from(vec![report; subjects]));
		});
		let round = settled(task, T::SurveyEvery::get(), n);
		System::<T>::reset_events();

		#[block]
		{
			Pallet::<T>::settled(&round);
		}

		assert_eq!(Payouts::<T>::get(round.round).map(|payout| payout.lines.len()), Some(n as usize));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
