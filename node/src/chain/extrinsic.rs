//! Signed extrinsics of this binary's runtime: built in one place, for the worker inside the node and for the command line.

use super::pending::Nonce;
use codec::Encode;
use frame_support::traits::PalletInfoAccess;
use guild_primitives::BlockNumber;
use guild_runtime::{configs::CouncilCollective, Runtime, RuntimeCall, Signature, SignedPayload, UncheckedExtrinsic};
use scale_info::{TypeDef, TypeInfo};
use sp_core::{sr25519, Pair, H256};
use sp_runtime::{generic::Era, traits::IdentifyAccount, DispatchError, ModuleError, MultiSigner};

/// Blocks for which an extrinsic may be included after the block its era is anchored at. A call that is not included
/// within two minutes has missed its place, and is decided upon again.
pub const ERA_BLOCKS: BlockNumber = 64;

/// What of the chain goes into a signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SigningContext {
	/// Hash of block 0.
	pub genesis: H256,
	/// Version of the runtime's calls and storage.
	pub spec_version: u32,
	/// Version of the runtime's transaction format.
	pub transaction_version: u32,
	/// Number of the block that the era is anchored at.
	pub anchor: BlockNumber,
	/// Its hash.
	pub anchor_hash: H256,
}

impl SigningContext {
	/// First block that no longer accepts an extrinsic made with this context.
	pub fn expires_at(&self) -> BlockNumber {
		self.anchor.saturating_add(ERA_BLOCKS)
	}
}

/// The account of a key pair.
pub fn account_of(pair: &sr25519::Pair) -> guild_runtime::AccountId {
	MultiSigner::from(pair.public()).into_account()
}

/// Builds and signs.
pub fn sign(pair: &sr25519::Pair, call: RuntimeCall, nonce: Nonce, context: &SigningContext) -> UncheckedExtrinsic {
	let extension = guild_runtime::tx_extension(nonce, Era::mortal(ERA_BLOCKS.into(), context.anchor.into()));
	// The versions are the chain's, not this binary's: a new runtime with the same transaction format is no obstacle.
	let (spec_version, transaction_version) = (context.spec_version, context.transaction_version);
	let implicit = guild_runtime::tx_implicit(spec_version, transaction_version, context.genesis, context.anchor_hash);
	let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
	let signature = payload.using_encoded(|bytes| pair.sign(bytes));
	UncheckedExtrinsic::new_signed(call, account_of(pair).into(), Signature::Sr25519(signature), extension)
}

/// A refusal by the runtime, by the name its pallet gives it.
pub fn describe(error: &DispatchError) -> String {
	told(error).name
}

/// A refusal by the runtime in words: its name, and what its pallet says of it for whoever reads it.
pub fn explain(error: &DispatchError) -> String {
	let Told { name, words } = told(error);
	if words.is_empty() {
		name
	} else {
		format!("{name}: {words}")
	}
}

/// What is known of an error.
struct Told {
	name: String,
	words: String,
}

fn told(error: &DispatchError) -> Told {
	use guild_runtime::{
		Balances, Consortium, Council, Equivocation, PrivacyBudget, Reputation, Rewards, System, Training,
	};
	let DispatchError::Module(module) = error else {
		return Told { name: format!("{error:?}"), words: String::new() };
	};
	let its = of_pallet::<Training, pallet_training::Error<Runtime>>(module)
		.or_else(|| of_pallet::<Consortium, pallet_consortium::Error<Runtime>>(module))
		.or_else(|| of_pallet::<Rewards, pallet_rewards::Error<Runtime>>(module))
		.or_else(|| of_pallet::<Reputation, pallet_reputation::Error<Runtime>>(module))
		.or_else(|| of_pallet::<PrivacyBudget, pallet_privacy_budget::Error<Runtime>>(module))
		.or_else(|| of_pallet::<Equivocation, pallet_equivocation::Error<Runtime>>(module))
		.or_else(|| of_pallet::<Council, pallet_collective::Error<Runtime, CouncilCollective>>(module))
		.or_else(|| of_pallet::<Balances, pallet_balances::Error<Runtime>>(module))
		.or_else(|| of_pallet::<System, frame_system::Error<Runtime>>(module));
	its.unwrap_or_else(|| Told {
		name: format!("error {} of pallet {}", module.error[0], module.index),
		words: String::new(),
	})
}

/// What a pallet says of an error, if it is its: the variant's name and its documentation, which the runtime's metadata has.
fn of_pallet<P: PalletInfoAccess, E: TypeInfo>(module: &ModuleError) -> Option<Told> {
	if usize::from(module.index) != P::index() {
		return None;
	}
	let TypeDef::Variant(variants) = E::type_info().type_def else { return None };
	let variant = variants.variants.into_iter().find(|variant| variant.index == module.error[0])?;
	let words: Vec<_> = variant.docs.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
	Some(Told { name: variant.name.to_owned(), words: words.join(" ") })
}

/// Whether the runtime refuses because the owner's account does not cover a deposit or a bond.
pub fn is_not_covered(error: &DispatchError) -> bool {
	*error == DispatchError::from(pallet_training::Error::<Runtime>::DepositNotCovered)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_refusal_has_the_name_that_its_pallet_gives_it() {
		let of = |error: DispatchError| describe(&error);
		assert_eq!(of(pallet_training::Error::<Runtime>::DepositNotCovered.into()), "DepositNotCovered");
		assert_eq!(of(pallet_rewards::Error::<Runtime>::TaskHasAgreement.into()), "TaskHasAgreement");
		assert_eq!(of(pallet_reputation::Error::<Runtime>::NotQuarantined.into()), "NotQuarantined");
		assert_eq!(of(pallet_collective::Error::<Runtime, CouncilCollective>::TooEarly.into()), "TooEarly");
		assert_eq!(of(DispatchError::BadOrigin), "BadOrigin");
	}

	#[test]
	fn a_governor_reads_why_the_chain_refused() {
		let words = explain(&pallet_consortium::Error::<Runtime>::WouldStallFinality.into());
		assert!(words.starts_with("WouldStallFinality: "), "{words}");
		assert!(words.contains("no longer be final"), "{words}");
		assert_eq!(explain(&DispatchError::BadOrigin), "BadOrigin");
	}
}
