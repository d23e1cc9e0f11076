//! Benchmarks of every call, each in a full consortium.

use super::*;
use alloc::boxed::Box;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		EnsureOrigin,
	},
	weights::WeightMeter,
};
use frame_system::RawOrigin;
use guild_primitives::{
	consortium::{key_statement, KeyProofs, MemberKeys, OpenRounds, ProvenKey, Tier},
	ids::{AccountBytes, MemberId, NodeKey, NodeSignature, WorkerKey, WorkerSignature},
	limits::{MAX_KEY_PERIODS, MAX_MEMBERS, MAX_NAME_BYTES, MAX_WHY_BYTES},
	Text,
};
use sp_core::crypto::KeyTypeId;

/// Where the host keeps keys that sign.
const KEYS: KeyTypeId = KeyTypeId(*b"keys");

fn bytes(n: u32, kind: u8) -> [u8; 32] {
	let mut bytes = [kind; 32];
	bytes[..4].copy_from_slice(&n.to_be_bytes());
	bytes
}

fn owner<T: Config>(n: u32) -> T::AccountId {
	bytes(n, 1).into()
}

fn keys(n: u32) -> MemberKeys {
	MemberKeys { duty: AccountBytes(bytes(n, 2)), worker: WorkerKey(bytes(n, 3)), node: NodeKey(bytes(n, 4)) }
}

fn name() -> Text<MAX_NAME_BYTES> {
	Text::new(&"x".repeat(MAX_NAME_BYTES as usize)).unwrap_or_default()
}

/// Makes a member, with a seat, whose keys need not have signed anything.
fn make<T: Config>(n: u32) -> Result<(), BenchmarkError> {
	Pallet::<T>::enrol(MemberId(bytes(n, 1)), name(), Tier::Validator, keys(n))?;
	T::Roll::enter(&owner::<T>(n))?;
	Ok(())
}

/// Keys that sign, and what they sign for the member.
fn proven_keys(n: u32, member: MemberId) -> Result<(MemberKeys, KeyProofs), BenchmarkError> {
	let (worker, node) = (sp_io::crypto::ed25519_generate(KEYS, None), sp_io::crypto::ed25519_generate(KEYS, None));
	let keys = MemberKeys { worker: WorkerKey(worker.0), node: NodeKey(node.0), ..keys(n) };
	let sign = |key, proven| {
		let signature = sp_io::crypto::ed25519_sign(KEYS, key, &key_statement(&member, &proven).0);
		signature.map(|signature| signature.0).ok_or(BenchmarkError::Stop("the keystore has the key"))
	};
	let proofs = KeyProofs {
		worker: WorkerSignature(sign(&worker, ProvenKey::Worker(keys.worker))?),
		node: NodeSignature(sign(&node, ProvenKey::Node(keys.node))?),
	};
	Ok((keys, proofs))
}

/// Fills the consortium, and with it the roll, but for one place. Members that genesis made take theirs.
fn fill<T: Config>() -> Result<(), BenchmarkError> {
	let mut n = 1_000;
	while Members::<T>::count() < MAX_MEMBERS - 1 {
		make::<T>(n)?;
		n += 1;
	}
	Ok(())
}

/// Gives the member a history with room for `places` more periods.
fn fill_history<T: Config>(member: &MemberId, places: u32) {
	for n in places..MAX_KEY_PERIODS {
		KeyHistory::<T>::mutate(member, |history| {
			history.try_push(KeyPeriod { keys: keys(n), from: 0, until: 0 }).expect("there is room");
		});
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn admit() -> Result<(), BenchmarkError> {
		let origin = T::AdmissionOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		fill::<T>()?;
		fill_history::<T>(&MemberId(bytes(0, 1)), 1);
		let (keys, proofs) = proven_keys(0, MemberId(bytes(0, 1)))?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, owner::<T>(0), name(), Tier::Validator, keys, proofs);

		assert!(Members::<T>::contains_key(MemberId(bytes(0, 1))));
		Ok(())
	}

	#[benchmark]
	fn remove() -> Result<(), BenchmarkError> {
		let origin = T::AdmissionOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		fill::<T>()?;
		fill_history::<T>(&MemberId(bytes(0, 1)), 1);
		make::<T>(0)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, owner::<T>(0));

		assert!(Pallet::<T>::is_leaving(&MemberId(bytes(0, 1))));
		Ok(())
	}

	#[benchmark]
	fn resign() -> Result<(), BenchmarkError> {
		fill::<T>()?;
		make::<T>(0)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>(0)));

		assert!(Pallet::<T>::is_leaving(&MemberId(bytes(0, 1))));
		Ok(())
	}

	#[benchmark]
	fn poll() -> Result<(), BenchmarkError> {
		fill::<T>()?;
		make::<T>(0)?;
		Pallet::<T>::do_leave(MemberId(bytes(0, 1)), true)?;
		let mut meter = WeightMeter::with_limit(T::WeightInfo::poll().saturating_add(T::Rounds::oldest_open_weight()));

		#[block]
		{
			Pallet::<T>::let_go(&mut meter);
		}

		// There was no room for more.
		assert!(Pallet::<T>::is_leaving(&MemberId(bytes(0, 1))));
		Ok(())
	}

	#[benchmark]
	fn depart() -> Result<(), BenchmarkError> {
		fill::<T>()?;
		fill_history::<T>(&MemberId(bytes(0, 1)), 1);
		make::<T>(0)?;
		Pallet::<T>::do_leave(MemberId(bytes(0, 1)), true)?;

		#[block]
		{
			Pallet::<T>::depart(MemberId(bytes(0, 1)));
		}

		assert!(!Members::<T>::contains_key(MemberId(bytes(0, 1))));
		Ok(())
	}

	#[benchmark]
	fn set_keys() -> Result<(), BenchmarkError> {
		fill::<T>()?;
		fill_history::<T>(&MemberId(bytes(0, 1)), 2);
		make::<T>(0)?;
		let (keys, proofs) = proven_keys(1, MemberId(bytes(0, 1)))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>(0)), keys, proofs);

		assert_eq!(Pallet::<T>::member(MemberId(bytes(0, 1))).map(|member| member.keys), Some(keys));
		Ok(())
	}

	#[benchmark]
	fn recover() -> Result<(), BenchmarkError> {
		let origin = T::AdmissionOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		fill::<T>()?;
		make::<T>(0)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, MemberId(bytes(0, 1)), bytes(0, 9).into());

		assert!(Pallet::<T>::is_being_recovered(&MemberId(bytes(0, 1))));
		Ok(())
	}

	#[benchmark]
	fn veto_recovery() -> Result<(), BenchmarkError> {
		fill::<T>()?;
		make::<T>(0)?;
		Pallet::<T>::do_recover(MemberId(bytes(0, 1)), bytes(0, 9).into())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner::<T>(0)));

		assert!(!Pallet::<T>::is_being_recovered(&MemberId(bytes(0, 1))));
		Ok(())
	}

	#[benchmark]
	fn take_over() -> Result<(), BenchmarkError> {
		fill::<T>()?;
		make::<T>(0)?;
		let recovery = Recovery { member: MemberId(bytes(0, 1)), new_owner: AccountBytes(bytes(0, 9)), due_at: 0 };

		#[block]
		{
			Pallet::<T>::take_over(recovery);
		}

		assert_eq!(Pallet::<T>::member(MemberId(bytes(0, 1))).map(|view| view.owner), Some(recovery.new_owner));
		Ok(())
	}

	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		fill::<T>()?;
		make::<T>(0)?;
		Pallet::<T>::take_over(Recovery {
			member: MemberId(bytes(0, 1)),
			new_owner: AccountBytes(bytes(0, 9)),
			due_at: 0,
		});
		let amount = T::Currency::minimum_balance();
		T::Currency::mint_into(&owner::<T>(0), amount)?;

		let new_owner: T::AccountId = bytes(0, 9).into();

		#[extrinsic_call]
		_(RawOrigin::Signed(new_owner.clone()), amount);

		assert_eq!(T::Currency::balance(&new_owner), amount);
		Ok(())
	}

	#[benchmark]
	fn authorise_upgrade() -> Result<(), BenchmarkError> {
		let origin = T::UpgradeOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, T::Hash::default());

		assert!(Pallet::<T>::upgrade_waits());
		Ok(())
	}

	/// With the cheapest call that a council decides on, whose weight is added all the same: there is none that does nothing.
	#[benchmark]
	fn described() -> Result<(), BenchmarkError> {
		let origin = T::UpgradeOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		let text = Text::new(&"x".repeat(MAX_WHY_BYTES as usize)).ok_or(BenchmarkError::Weightless)?;
		let motion: T::Motion = Call::<T>::authorise_upgrade { code_hash: T::Hash::default() }.into();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, text, Box::new(motion));

		assert!(Pallet::<T>::upgrade_waits());
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
